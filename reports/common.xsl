<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- What stylesheets share. JSON in two steps: a stylesheet describes its JSON with the elements
     j:o (object), j:a (array) and j:v (a value that is JSON already, as assay:json() makes it),
     each with its key in @k (letters and underscores) where it lives in an object; the templates
     here print it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:j="urn:assay:json">

  <xsl:template match="j:v" mode="print">
    <xsl:param name="indent" select="''"/>
    <xsl:value-of select="$indent"/>
    <xsl:apply-templates select="@k" mode="print"/>
    <xsl:value-of select="."/>
    <xsl:if test="following-sibling::*[1]">,</xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="j:o | j:a" mode="print">
    <xsl:param name="indent" select="''"/>
    <xsl:value-of select="$indent"/>
    <xsl:apply-templates select="@k" mode="print"/>
    <xsl:value-of select="substring('{[', 1 + boolean(self::j:a), 1)"/>
    <xsl:if test="*">
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="*" mode="print">
        <xsl:with-param name="indent" select="concat($indent, '  ')"/>
      </xsl:apply-templates>
      <xsl:value-of select="$indent"/>
    </xsl:if>
    <xsl:value-of select="substring('}]', 1 + boolean(self::j:a), 1)"/>
    <xsl:if test="following-sibling::*[1]">,</xsl:if>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="@k" mode="print">
    <xsl:value-of select="concat('&quot;', ., '&quot;: ')"/>
  </xsl:template>
</xsl:stylesheet>
