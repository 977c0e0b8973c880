<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The revision graph for Graphviz: a node for each revision, named by its id, with an edge to each
     parent. What is said of a revision is in its label, and in the shape and line of its node. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:str="http://exslt.org/strings">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="common-graph.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/report">
    <xsl:variable name="sentence">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:text>digraph revisions {&#10;  graph [labelloc=t, fontname="sans-serif", label="</xsl:text>
    <xsl:call-template name="quoted">
      <xsl:with-param name="text" select="$sentence"/>
    </xsl:call-template>
    <xsl:text>"];&#10;</xsl:text>
    <xsl:text>  node [shape=box, fontname="sans-serif"];&#10;</xsl:text>
    <xsl:text>  edge [fontname="sans-serif"];&#10;</xsl:text>
    <xsl:apply-templates select="verdict/graph//row" mode="node"/>
    <xsl:apply-templates select="verdict/graph//row" mode="edges"/>
    <xsl:text>}&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="row" mode="node">
    <xsl:value-of select="concat('  ', assay:json(revision), ' [label=&quot;')"/>
    <xsl:call-template name="quoted">
      <xsl:with-param name="text" select="assay:excerpt(assay:plain(revision), '', 200)"/>
    </xsl:call-template>
    <xsl:if test="label">
      <xsl:text>\n</xsl:text>
      <xsl:call-template name="quoted">
        <xsl:with-param name="text" select="assay:excerpt(assay:plain(label), '', 80)"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:text>\n</xsl:text>
    <xsl:variable name="words">
      <xsl:call-template name="words-of-row"/>
    </xsl:variable>
    <xsl:value-of select="concat(substring($words, 3), '&quot;')"/>
    <xsl:call-template name="look"/>
    <xsl:text>];&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="word">
    <xsl:param name="text"/>
    <xsl:value-of select="concat(', ', $text)"/>
  </xsl:template>

  <!-- Colour is never all that tells two states apart. -->
  <xsl:template name="look">
    <xsl:variable name="class">
      <xsl:call-template name="sign-class"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$class = 'applied'">, style=filled, fillcolor="#d3ecdb"</xsl:when>
      <xsl:when test="$class = 'equal'">, shape=ellipse, style=dashed</xsl:when>
      <xsl:when test="$class = 'half'">, style=striped, fillcolor="#f7cfcb:white"</xsl:when>
      <xsl:when test="$class = 'early'">, shape=octagon, style=filled, fillcolor="#f7cfcb"</xsl:when>
      <xsl:otherwise>, style="rounded,dotted"</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@matched">, peripheries=2</xsl:if>
    <xsl:if test="@stamped">, penwidth=3</xsl:if>
  </xsl:template>

  <xsl:template match="row" mode="edges">
    <xsl:for-each select="revises | depends-on">
      <xsl:value-of select="concat('  ', assay:json(../revision), ' -> ', assay:json(key('row', @row)/revision))"/>
      <xsl:if test="self::depends-on"> [style=dashed, label="depends on"]</xsl:if>
      <xsl:text>;&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>

  <!-- In a label a backslash begins an escape, and an ampersand a character's name, as in HTML; JSON
       writes backslashes and quotes as Graphviz reads them. -->
  <xsl:template name="quoted">
    <xsl:param name="text"/>
    <xsl:variable name="json" select="assay:json(string($text))"/>
    <xsl:value-of select="str:replace(substring($json, 2, string-length($json) - 2), '&amp;', '&amp;amp;')"/>
  </xsl:template>
</xsl:stylesheet>
