<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of text.xsl: what the verdict rests on, for those who ask: why this set of revisions and not
     the next best one, and what of each revision is there. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">

  <xsl:template match="verdict" mode="evidence"/>

  <xsl:template match="verdict[@match and @match != 'unrecognised']" mode="evidence">
    <xsl:call-template name="heading">
      <xsl:with-param name="text" select="'Why this, and not the next best'"/>
    </xsl:call-template>
    <xsl:variable name="least">
      <xsl:text>What is in the database deviates least from </xsl:text>
      <xsl:if test="not(revisions/revision)">what is before the first revision</xsl:if>
      <xsl:if test="revisions/revision">
        <xsl:call-template name="revisions"/>
      </xsl:if>
      <xsl:text>.</xsl:text>
      <xsl:if test="equal/@total > 1">
        <xsl:text> All from </xsl:text>
        <xsl:call-template name="set-words">
          <xsl:with-param name="of" select="lowest/revision"/>
        </xsl:call-template>
        <xsl:text> to </xsl:text>
        <xsl:call-template name="set-words">
          <xsl:with-param name="of" select="highest/revision"/>
        </xsl:call-template>
        <xsl:text> have the same schema.</xsl:text>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="concat('  ', assay:wrap($least, 80, 2, 2), '&#10;')"/>
    <xsl:apply-templates select="runner-up" mode="evidence"/>
    <xsl:if test="evidence/effects">
      <xsl:call-template name="heading">
        <xsl:with-param name="text" select="'What of each revision is there'"/>
      </xsl:call-template>
      <xsl:apply-templates select="evidence/effects" mode="evidence"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="set-words">
    <xsl:param name="of"/>
    <xsl:if test="not($of)">no revision</xsl:if>
    <xsl:call-template name="names">
      <xsl:with-param name="of" select="$of"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="runner-up" mode="evidence">
    <xsl:variable name="text">
      <xsl:text>Next best: </xsl:text>
      <xsl:call-template name="set-words">
        <xsl:with-param name="of" select="revisions/revision"/>
      </xsl:call-template>
      <xsl:value-of select="concat(', worse by ', @margin)"/>
      <xsl:if test="differs/object">, told apart by</xsl:if>
    </xsl:variable>
    <xsl:value-of select="concat('  ', assay:wrap($text, 80, 2, 4), '&#10;')"/>
    <xsl:for-each select="differs/object">
      <xsl:value-of select="concat('    ', assay:wrap(assay:plain(.), 80, 4, 6), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="effects" mode="evidence">
    <xsl:variable name="text">
      <xsl:value-of select="assay:plain(revision)"/>
      <xsl:if test="@applied = 'yes'"> (applied)</xsl:if>
      <xsl:if test="@applied = 'no'"> (pending)</xsl:if>
      <xsl:choose>
        <xsl:when test="*/object">
          <xsl:value-of select="concat(': ', count(present/object), ' of ', count(*/object), ' effects are there')"/>
        </xsl:when>
        <xsl:otherwise>: no effect on the schema</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="concat('  ', assay:wrap($text, 80, 2, 4), '&#10;')"/>
    <xsl:apply-templates select="present[object] | absent[object] | altered[object]" mode="evidence"/>
  </xsl:template>

  <!-- What belongs to a table that is named goes without saying, where the table is there. -->
  <xsl:template match="present | absent | altered" mode="evidence">
    <xsl:variable name="named" select="object[not(@below) or not(parent::present)]"/>
    <xsl:variable name="text">
      <xsl:for-each select="$named">
        <xsl:if test="position() > 1">, </xsl:if>
        <xsl:value-of select="assay:plain(.)"/>
      </xsl:for-each>
      <xsl:if test="count(object) > count($named)">
        <xsl:value-of select="concat(', and ', count(object) - count($named), ' in them')"/>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="concat('    ', assay:pad(name(), 8), assay:wrap($text, 80, 12, 12), '&#10;')"/>
  </xsl:template>
</xsl:stylesheet>
