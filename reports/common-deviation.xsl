<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- A deviation in words, on one line, for formats that machines hand on to people. Who imports this has
     the variable `longest`: texts of more characters are cut, and it is said how many are missing. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">

  <!-- "index public.ix_age is missing (expected since 001)". -->
  <xsl:template match="difference" mode="phrase">
    <xsl:value-of select="concat(@kind, ' ', assay:plain(object), ' ')"/>
    <xsl:choose>
      <xsl:when test="@change = 'renamed'">
        <xsl:value-of select="concat('is named ', assay:plain(actual))"/>
      </xsl:when>
      <xsl:when test="@change = 'changed'">differs</xsl:when>
      <xsl:when test="ancestor::differences and @change = 'missing'">is only in A</xsl:when>
      <xsl:when test="ancestor::differences">is only in B</xsl:when>
      <xsl:when test="@change = 'missing'">is missing</xsl:when>
      <xsl:otherwise>is not expected</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="revision">
      <xsl:value-of select="concat(' (expected since ', assay:plain(revision), ')')"/>
    </xsl:if>
  </xsl:template>

  <!-- "type: expected integer, actual text; nullable: expected no, actual yes". -->
  <xsl:template match="difference" mode="details">
    <xsl:for-each select="attribute">
      <xsl:if test="position() > 1">; </xsl:if>
      <xsl:value-of select="concat(@name, ': ')"/>
      <xsl:call-template name="side-name">
        <xsl:with-param name="a" select="true()"/>
      </xsl:call-template>
      <xsl:text> </xsl:text>
      <xsl:call-template name="side-text">
        <xsl:with-param name="of" select="expected"/>
      </xsl:call-template>
      <xsl:text>, </xsl:text>
      <xsl:call-template name="side-name"/>
      <xsl:text> </xsl:text>
      <xsl:call-template name="side-text">
        <xsl:with-param name="of" select="actual"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="because">
      <xsl:if test="position() > 1 or ../attribute">; </xsl:if>
      <xsl:value-of select="concat('because ', @kind, ' ', assay:plain(object), ' is ', @change)"/>
    </xsl:for-each>
  </xsl:template>

  <!-- Phrase and details: "column cats.name differs: type: expected integer, actual text". -->
  <xsl:template match="difference" mode="message">
    <xsl:apply-templates select="." mode="phrase"/>
    <xsl:if test="attribute | because">
      <xsl:text>: </xsl:text>
      <xsl:apply-templates select="." mode="details"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="side-name">
    <xsl:param name="a" select="false()"/>
    <xsl:choose>
      <xsl:when test="/report/differences">
        <xsl:value-of select="substring('BA', 1 + $a, 1)"/>
      </xsl:when>
      <xsl:when test="$a">expected</xsl:when>
      <xsl:otherwise>actual</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="side-text">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="not($of)">(none)</xsl:when>
      <xsl:when test="$of = ''">(empty)</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="cut">
          <xsl:with-param name="text" select="assay:plain($of)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="cut">
    <xsl:param name="text"/>
    <xsl:value-of select="substring($text, 1, $longest)"/>
    <xsl:if test="string-length($text) > $longest">
      <xsl:value-of select="concat('... (', string-length($text) - $longest, ' more characters)')"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
