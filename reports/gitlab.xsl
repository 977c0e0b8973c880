<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- GitLab's code quality report: what a merge request shows. Waived deviations and mere
     consequences are left out: GitLab has no word for them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:j="urn:assay:json"
    extension-element-prefixes="j" exclude-result-prefixes="assay">
  <xsl:import href="common-deviation.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="longest" select="1000000000"/>

  <xsl:template match="/report">
    <j:a>
      <xsl:apply-templates select="findings/finding"/>
      <xsl:apply-templates select="*/group/difference[@waived = 'no' and not(@follows = 'yes')]"/>
    </j:a>
  </xsl:template>

  <xsl:template match="finding">
    <j:o>
      <j:v k="description" string="assay:plain(.)"/>
      <j:v k="check_name" string="@rule"/>
      <j:v k="fingerprint" string="@fingerprint"/>
      <j:v k="severity">
        <xsl:if test="@undecided = 'yes'">"major"</xsl:if>
        <xsl:if test="@undecided = 'no'">"critical"</xsl:if>
      </j:v>
      <xsl:call-template name="location">
        <xsl:with-param name="file" select="../../verdict/file"/>
      </xsl:call-template>
    </j:o>
  </xsl:template>

  <xsl:template match="difference">
    <xsl:variable name="message">
      <xsl:apply-templates select="." mode="message"/>
    </xsl:variable>
    <j:o>
      <j:v k="description" string="string($message)"/>
      <j:v k="check_name"><xsl:value-of select="concat('&quot;', @change, '/', @kind, '&quot;')"/></j:v>
      <j:v k="fingerprint" string="@fingerprint"/>
      <j:v k="severity">
        <xsl:choose>
          <xsl:when test="@counts = 'no'">"info"</xsl:when>
          <xsl:when test="@severity = 'security'">"critical"</xsl:when>
          <xsl:when test="@severity = 'integrity'">"major"</xsl:when>
          <xsl:otherwise>"minor"</xsl:otherwise>
        </xsl:choose>
      </j:v>
      <xsl:call-template name="location">
        <xsl:with-param name="file" select="file"/>
        <xsl:with-param name="else" select="../name"/>
      </xsl:call-template>
    </j:o>
  </xsl:template>

  <!-- GitLab wants a path: without a profile, what it would be looked for under. -->
  <xsl:template name="location">
    <xsl:param name="file"/>
    <xsl:param name="else" select="/report/snapshot/database"/>
    <j:o k="location">
      <j:v k="path">
        <xsl:choose>
          <xsl:when test="$file"><xsl:value-of select="assay:json(assay:plain($file))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="assay:json(assay:plain($else))"/></xsl:otherwise>
        </xsl:choose>
      </j:v>
      <j:o k="lines">
        <j:v k="begin">
          <xsl:value-of select="$file/@line"/>
          <xsl:if test="not($file)">1</xsl:if>
        </j:v>
      </j:o>
    </j:o>
  </xsl:template>
</xsl:stylesheet>
