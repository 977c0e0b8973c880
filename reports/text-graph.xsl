<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of text.xsl: the revisions around the one that the database is at, newest first, drawn with
     characters, each with what is said of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">
  <xsl:import href="common-graph.xsl"/>

  <!-- A line for each revision, as long as there is one to tell from another. -->
  <xsl:template match="neighbourhood"/>

  <xsl:template match="neighbourhood[count(near) + @before + @others > 1 and ../@state != 'fresh']">
    <xsl:call-template name="heading">
      <xsl:with-param name="text" select="'Where in the history'"/>
    </xsl:call-template>
    <xsl:call-template name="left-out">
      <xsl:with-param name="n" select="@others"/>
      <xsl:with-param name="where" select="'after these or beside them'"/>
    </xsl:call-template>
    <xsl:apply-templates select="near"/>
    <xsl:call-template name="left-out">
      <xsl:with-param name="n" select="@before - sum(near/between/@n)"/>
      <xsl:with-param name="where" select="'before these'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="left-out">
    <xsl:param name="n"/>
    <xsl:param name="where"/>
    <xsl:if test="$n > 0">
      <xsl:value-of select="concat('  (', $n, ' more ', $where, ')&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="near">
    <xsl:variable name="row" select="key('row', @row)"/>
    <xsl:variable name="words">
      <xsl:for-each select="$row">
        <xsl:call-template name="words-of-row"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="text">
      <xsl:value-of select="assay:plain($row/revision)"/>
      <xsl:value-of select="concat(' (', substring($words, 3), ')')"/>
      <xsl:if test="$row/label">
        <xsl:value-of select="concat(': ', assay:plain($row/label))"/>
      </xsl:if>
    </xsl:variable>
    <xsl:apply-templates select="above"/>
    <xsl:variable name="sign">
      <xsl:for-each select="$row">
        <xsl:call-template name="sign-character"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="drawn">
      <xsl:call-template name="drawn">
        <xsl:with-param name="text" select="concat(left, $sign, right, ' ')"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="start" select="2 + assay:width($drawn)"/>
    <xsl:value-of select="concat('  ', $drawn)"/>
    <xsl:call-template name="paint">
      <xsl:with-param name="codes">
        <xsl:if test="$row/@matched">1</xsl:if>
      </xsl:with-param>
      <xsl:with-param name="text" select="assay:wrap($text, 80, $start, $start + 2)"/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="below | between"/>
  </xsl:template>

  <xsl:template match="above | below">
    <xsl:text>  </xsl:text>
    <xsl:call-template name="drawn">
      <xsl:with-param name="text" select="."/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="between">
    <xsl:text>  </xsl:text>
    <xsl:call-template name="drawn">
      <xsl:with-param name="text" select="concat(left, ':', right)"/>
    </xsl:call-template>
    <xsl:value-of select="concat(' (', @n, ' between)&#10;')"/>
  </xsl:template>

  <!-- Each sign of its own also without colour. -->
  <xsl:template name="sign-character">
    <xsl:variable name="class">
      <xsl:call-template name="sign-class"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$class = 'applied'">●</xsl:when>
      <xsl:when test="$class = 'equal'">◎</xsl:when>
      <xsl:when test="$class = 'half'">◐</xsl:when>
      <xsl:when test="$class = 'early'">◆</xsl:when>
      <xsl:otherwise>○</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="drawn">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="$unicode = 'yes'">
        <xsl:value-of select="$text"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="translate($text, '│─╯╮┤╰╭├┴┬┼●◎◐◆○', &quot;|-'.+'.++++*=%!o&quot;)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="word">
    <xsl:param name="text"/>
    <xsl:value-of select="concat(', ', $text)"/>
  </xsl:template>
</xsl:stylesheet>
