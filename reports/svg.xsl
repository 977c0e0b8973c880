<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The revision graph as a picture that stands for itself: a row for each revision, newest first,
     with its lines, its sign and what is said of it; a long stretch of which there is nothing to say is
     one row. It is written without a namespace, as the parts are that the page has too, and then moved. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="assay exsl">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="common-graph.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" media-type="image/svg+xml"/>

  <!-- What is above the first row, and the width of a character of svg.css's font. -->
  <xsl:variable name="head" select="48"/>
  <xsl:variable name="character" select="8"/>

  <xsl:template match="/report">
    <xsl:variable name="sentence">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="drawing">
      <text class="sentence" x="12" y="28">
        <xsl:value-of select="$sentence"/>
      </text>
      <xsl:apply-templates select="verdict/graph"/>
    </xsl:variable>
    <xsl:variable name="width">
      <xsl:for-each select="exsl:node-set($drawing)//text">
        <xsl:sort select="@x + $character * assay:width(.)" data-type="number" order="descending"/>
        <xsl:if test="position() = 1">
          <xsl:value-of select="@x + $character * assay:width(.) + 12"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="height" select="$head + 32 * count(verdict/graph/*)"/>
    <xsl:variable name="picture">
      <svg width="{$width}" height="{$height}" viewBox="0 0 {$width} {$height}" aria-labelledby="title"
          aria-describedby="desc">
        <xsl:text>&#10;</xsl:text>
        <title id="title">
          <xsl:value-of select="$sentence"/>
        </title>
        <desc id="desc">
          <xsl:call-template name="count">
            <xsl:with-param name="n" select="count(verdict/graph//row)"/>
            <xsl:with-param name="one" select="'revision'"/>
          </xsl:call-template>
          <xsl:text>, newest first.</xsl:text>
        </desc>
        <style>
          <xsl:value-of select="concat('&#10;', assay:part('svg.css'))"/>
        </style>
        <rect class="page" width="100%" height="100%"/>
        <xsl:copy-of select="$drawing"/>
        <xsl:text>&#10;</xsl:text>
      </svg>
    </xsl:variable>
    <xsl:apply-templates select="exsl:node-set($picture)" mode="move"/>
  </xsl:template>

  <xsl:template match="*" mode="move">
    <xsl:element name="{local-name()}" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates mode="move"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="graph">
    <g role="list">
      <xsl:for-each select="row | run">
        <xsl:text>&#10;</xsl:text>
        <xsl:apply-templates select=".">
          <xsl:with-param name="top" select="$head + 32 * (position() - 1)"/>
        </xsl:apply-templates>
      </xsl:for-each>
    </g>
  </xsl:template>

  <xsl:template match="row">
    <xsl:param name="top"/>
    <xsl:variable name="class">
      <xsl:call-template name="sign-class"/>
    </xsl:variable>
    <xsl:variable name="words">
      <xsl:call-template name="words-of-row"/>
      <xsl:for-each select="depends-on">
        <xsl:value-of select="concat(substring(', depends on , ', 1 + 13 * (position() > 1)),
            assay:plain(key('row', @row)/revision))"/>
      </xsl:for-each>
    </xsl:variable>
    <g role="listitem" class="{$class}">
      <title>
        <xsl:value-of select="concat(assay:plain(revision), $words)"/>
        <xsl:if test="label">
          <xsl:value-of select="concat(': ', assay:plain(label))"/>
        </xsl:if>
      </title>
      <xsl:call-template name="lines">
        <xsl:with-param name="pitch" select="$pitch"/>
        <xsl:with-param name="top" select="$top"/>
      </xsl:call-template>
      <xsl:call-template name="sign">
        <xsl:with-param name="x" select="12 + $pitch * @lane"/>
        <xsl:with-param name="y" select="$top + 16"/>
        <xsl:with-param name="class" select="$class"/>
        <xsl:with-param name="matched" select="boolean(@matched)"/>
        <xsl:with-param name="stamped" select="boolean(@stamped)"/>
      </xsl:call-template>
      <text x="{$lanes-width + 4}" y="{$top + 20}">
        <tspan class="id">
          <xsl:value-of select="assay:excerpt(assay:plain(revision), '', 80)"/>
        </tspan>
        <xsl:value-of select="assay:excerpt(string($words), '', 120)"/>
        <xsl:if test="label">
          <xsl:value-of select="concat(': ', assay:excerpt(assay:plain(label), '', 120))"/>
        </xsl:if>
      </text>
    </g>
  </xsl:template>

  <xsl:template name="word">
    <xsl:param name="text"/>
    <xsl:value-of select="concat(', ', $text)"/>
  </xsl:template>

  <!-- Its revisions are named where a reader of the file or of the screen finds them. -->
  <xsl:template match="run">
    <xsl:param name="top"/>
    <g role="listitem">
      <desc>
        <xsl:for-each select="row">
          <xsl:if test="position() > 1">, </xsl:if>
          <xsl:value-of select="assay:plain(revision)"/>
        </xsl:for-each>
      </desc>
      <xsl:for-each select="row[1]/line[@part != 'out']">
        <line x1="{12 + $pitch * @lane}" y1="{$top}" x2="{12 + $pitch * @lane}" y2="{$top + 32}">
          <xsl:if test="@lane = ../@lane">
            <xsl:attribute name="class">folded</xsl:attribute>
          </xsl:if>
        </line>
      </xsl:for-each>
      <text x="{$lanes-width + 4}" y="{$top + 20}">
        <xsl:value-of select="concat(count(row), ' ', @status, ' revisions, ',
            assay:excerpt(assay:plain(row[1]/revision), '', 80), ' back to ',
            assay:excerpt(assay:plain(row[last()]/revision), '', 80))"/>
      </text>
    </g>
  </xsl:template>
</xsl:stylesheet>
