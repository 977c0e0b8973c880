<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The plan to read and to discuss. Code is indented by four blanks, which no text can end; names
     stand nowhere else. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">
  <xsl:import href="common-words.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="report">
    <xsl:text># Adoption plan&#10;&#10;</xsl:text>
    <xsl:variable name="sentence">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="code">
      <xsl:with-param name="text" select="$sentence"/>
    </xsl:call-template>
    <xsl:for-each select="plan/stop">
      <xsl:text>**Nothing is stamped:**&#10;&#10;</xsl:text>
      <xsl:call-template name="code">
        <xsl:with-param name="text" select="assay:plain(.)"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:if test="notes/note">
      <xsl:text>What to know:&#10;&#10;</xsl:text>
      <xsl:for-each select="notes/note">
        <xsl:call-template name="code">
          <xsl:with-param name="text" select="assay:plain(.)"/>
        </xsl:call-template>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="not(plan/stop)">
      <xsl:apply-templates select="commands/command[@purpose = 'backup']"/>
    </xsl:if>
    <xsl:apply-templates select="plan/repairs[repair]"/>
    <xsl:if test="not(plan/stop)">
      <xsl:apply-templates select="commands/command[@purpose = 'stamp']"/>
      <xsl:apply-templates select="commands/command[@purpose = 'upgrade']"/>
      <xsl:text>## Check&#10;&#10;    assay check&#10;    assay check --revision head&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template name="code">
    <xsl:param name="text"/>
    <xsl:value-of select="concat('    ', assay:lines($text, 4), '&#10;&#10;')"/>
  </xsl:template>

  <xsl:template match="command">
    <xsl:text>## </xsl:text>
    <xsl:choose>
      <xsl:when test="@purpose = 'backup'">Backup</xsl:when>
      <xsl:when test="@purpose = 'stamp'">Stamp: record the revision that it is at</xsl:when>
      <xsl:otherwise>Upgrade: apply what is pending</xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;&#10;</xsl:text>
    <xsl:call-template name="code">
      <xsl:with-param name="text" select="shell | sql[not(../shell)]"/>
    </xsl:call-template>
    <xsl:if test="undo">
      <xsl:text>To undo it, as long as nothing was upgraded:&#10;&#10;</xsl:text>
      <xsl:call-template name="code">
        <xsl:with-param name="text" select="undo"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="repairs">
    <xsl:call-template name="repairs">
      <xsl:with-param name="title" select="'Repairs that lose nothing'"/>
      <xsl:with-param name="of" select="repair[@safety = 'safe']"/>
    </xsl:call-template>
    <xsl:call-template name="repairs">
      <xsl:with-param name="title" select="'Repairs to decide on: they may lose something, or break what runs'"/>
      <xsl:with-param name="of" select="repair[@safety = 'review']"/>
    </xsl:call-template>
    <xsl:call-template name="repairs">
      <xsl:with-param name="title" select="'Repairs to write'"/>
      <xsl:with-param name="of" select="repair[@safety = 'manual']"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="repairs">
    <xsl:param name="title"/>
    <xsl:param name="of"/>
    <xsl:if test="$of">
      <xsl:value-of select="concat('## ', $title, '&#10;&#10;')"/>
    </xsl:if>
    <xsl:for-each select="$of">
      <xsl:value-of select="concat(translate(substring(@change, 1, 1), 'mucr', 'MUCR'), substring(@change, 2), ' ', translate(@kind, '-', ' '))"/>
      <xsl:if test="@attribute">
        <xsl:value-of select="concat(', ', translate(@attribute, '_', ' '))"/>
      </xsl:if>
      <xsl:if test="reason">
        <xsl:value-of select="concat('; ', assay:plain(reason))"/>
      </xsl:if>
      <xsl:text>:&#10;&#10;</xsl:text>
      <xsl:variable name="code">
        <xsl:value-of select="concat('-- ', assay:plain(object))"/>
        <xsl:for-each select="step">
          <xsl:value-of select="concat('&#10;', assay:lines(sql, 0), ';')"/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:call-template name="code">
        <xsl:with-param name="text" select="$code"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
