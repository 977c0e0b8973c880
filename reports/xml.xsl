<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The report document itself (schemas/report.rng), for stylesheets of one's own. Indented by hand:
     no blank may come into a text. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="*">
    <xsl:copy-of select="."/>
  </xsl:template>

  <xsl:template match="*[*[not(self::differing)]]">
    <xsl:param name="indent" select="'&#10;'"/>
    <xsl:copy>
      <xsl:copy-of select="@*"/>
      <xsl:for-each select="*">
        <xsl:value-of select="concat($indent, '  ')"/>
        <xsl:apply-templates select=".">
          <xsl:with-param name="indent" select="concat($indent, '  ')"/>
        </xsl:apply-templates>
      </xsl:for-each>
      <xsl:value-of select="$indent"/>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
