<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- What stylesheets share. JSON in two steps: a stylesheet describes its JSON with the elements
     j:o (object), j:a (array) and j:v (a value that is JSON already, as assay:json() makes it),
     each with its key in @k where it lives in an object; the templates here print it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:j="urn:assay:json">

  <xsl:template match="j:*" mode="print">
    <xsl:param name="indent" select="''"/>
    <xsl:value-of select="$indent"/>
    <xsl:if test="@k">
      <xsl:value-of select="concat(assay:json(@k), ': ')"/>
    </xsl:if>
    <xsl:apply-templates select="." mode="print-value">
      <xsl:with-param name="indent" select="$indent"/>
    </xsl:apply-templates>
    <xsl:if test="following-sibling::*[1]">,</xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="j:v" mode="print-value">
    <xsl:value-of select="."/>
  </xsl:template>

  <xsl:template match="j:o" mode="print-value">
    <xsl:param name="indent"/>
    <xsl:text>{</xsl:text>
    <xsl:call-template name="print-members">
      <xsl:with-param name="indent" select="$indent"/>
    </xsl:call-template>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <xsl:template match="j:a" mode="print-value">
    <xsl:param name="indent"/>
    <xsl:text>[</xsl:text>
    <xsl:call-template name="print-members">
      <xsl:with-param name="indent" select="$indent"/>
    </xsl:call-template>
    <xsl:text>]</xsl:text>
  </xsl:template>

  <xsl:template name="print-members">
    <xsl:param name="indent"/>
    <xsl:if test="*">
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="*" mode="print">
        <xsl:with-param name="indent" select="concat($indent, '  ')"/>
      </xsl:apply-templates>
      <xsl:value-of select="$indent"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
