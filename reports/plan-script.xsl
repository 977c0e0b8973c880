<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- What the script begins with: its settings, and the functions of plan-steps.sh. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">

  <!-- REV[,REV...] as check takes it. -->
  <xsl:variable name="stamped">
    <xsl:for-each select="/report/verdict/revisions/revision">
      <xsl:if test="position() > 1">,</xsl:if>
      <xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:variable>

  <!-- How a report in JSON says the same, blanks and line feeds squeezed into one blank. -->
  <xsl:variable name="where">
    <xsl:text>"revisions": [</xsl:text>
    <xsl:for-each select="/report/verdict/revisions/revision">
      <xsl:if test="position() > 1">,</xsl:if>
      <xsl:value-of select="concat(' ', assay:json(.))"/>
    </xsl:for-each>
    <xsl:if test="/report/verdict/revisions/revision">
      <xsl:text> </xsl:text>
    </xsl:if>
    <xsl:text>], "equal":</xsl:text>
  </xsl:variable>

  <xsl:template name="settings">
    <xsl:text>&#10;ASSAY=${ASSAY:-assay}&#10;</xsl:text>
    <xsl:text># yes: stamp although something deviates that is not repaired.&#10;</xsl:text>
    <xsl:text>ACCEPT_DRIFT=${ACCEPT_DRIFT:-no}&#10;</xsl:text>
    <xsl:if test="plan/backup">
      <xsl:text># A file that is not overwritten, or none.&#10;</xsl:text>
      <xsl:value-of select="concat('BACKUP=${BACKUP:-', assay:shell(plan/backup), '}&#10;')"/>
    </xsl:if>
    <xsl:if test="plan/profiles">
      <xsl:value-of select="concat('ASSAY_PROFILES=', assay:shell(plan/profiles), '&#10;export ASSAY_PROFILES&#10;')"/>
    </xsl:if>
    <xsl:if test="plan/@dialect = 'sqlite'">
      <xsl:text>DATABASE_FILE=${DATABASE_FILE:-}&#10;</xsl:text>
      <xsl:value-of select="concat('[ -n &quot;$DATABASE_FILE&quot; ] || DATABASE_FILE=', assay:shell(plan/file), '&#10;')"/>
    </xsl:if>
    <xsl:text># What a report says of the revision for which this was written.&#10;</xsl:text>
    <xsl:value-of select="concat('WHERE_IT_WAS=', assay:shell(normalize-space($where)), '&#10;&#10;')"/>
    <xsl:text>judge() { # command [options]&#10;    command=$1&#10;    shift&#10;    "$ASSAY" "$command"</xsl:text>
    <xsl:if test="plan/@dialect = 'sqlite'"> "$DATABASE_FILE"</xsl:if>
    <xsl:for-each select="plan/options/option">
      <xsl:value-of select="concat(' ', assay:shell(.))"/>
    </xsl:for-each>
    <xsl:text> "$@"&#10;}&#10;&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="functions">
    <xsl:value-of select="assay:part('plan-steps.sh')"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:value-of select="assay:part(concat('plan-', plan/@dialect, '.sh'))"/>
  </xsl:template>
</xsl:stylesheet>
