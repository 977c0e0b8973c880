<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of text.xsl: a snapshot, the list of them, and the log of a target. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">

  <xsl:template match="report[@command = 'snapshot']">
    <xsl:for-each select="snapshot">
      <xsl:variable name="number">
        <xsl:if test="@id">
          <xsl:value-of select="concat(' ', @id)"/>
        </xsl:if>
      </xsl:variable>
      <xsl:value-of select="concat(assay:wrap(concat('Snapshot', $number, ' of ', assay:plain(target)), 80, 0, 2), '&#10;')"/>
      <xsl:call-template name="snapshot-origin"/>
      <xsl:call-template name="row">
        <xsl:with-param name="label" select="'Objects'"/>
        <xsl:with-param name="text">
          <xsl:value-of select="@total"/>
          <xsl:for-each select="counts/count">
            <xsl:value-of select="concat(substring(': , ', 1 + 2 * (position() > 1), 2), @n, ' ', @kind)"/>
          </xsl:for-each>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="row">
        <xsl:with-param name="label" select="'Fingerprint'"/>
        <xsl:with-param name="text" select="../@fingerprint"/>
      </xsl:call-template>
      <xsl:apply-templates select="version-tables/version-table"/>
    </xsl:for-each>
    <xsl:call-template name="limits"/>
    <xsl:apply-templates select="snapshot/objects[object]"/>
  </xsl:template>

  <xsl:template name="snapshot-origin">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Server'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="assay:plain(server)"/>
        <xsl:if test="role != ''">
          <xsl:value-of select="concat(', as ', assay:plain(role))"/>
        </xsl:if>
        <xsl:if test="@taken-at">
          <xsl:value-of select="concat(', read ', translate(@taken-at, 'TZ', '  '), 'UTC')"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="version-table">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Stamp'"/>
      <xsl:with-param name="text">
        <xsl:if test="schema != ''">
          <xsl:value-of select="concat(assay:plain(schema), '.')"/>
        </xsl:if>
        <xsl:value-of select="concat(assay:plain(name), ' (', @tool, ')')"/>
        <xsl:choose>
          <xsl:when test="@readable = 'no'"> could not be read</xsl:when>
          <xsl:when test="not(revisions/revision)"> is empty</xsl:when>
          <xsl:otherwise>
            <xsl:text> says </xsl:text>
            <xsl:call-template name="names">
              <xsl:with-param name="of" select="revisions/revision"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@dirty = 'yes'">, and records a failed run</xsl:if>
        <xsl:if test="reason != ''">
          <xsl:value-of select="concat(': ', assay:plain(reason))"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="objects">
    <xsl:call-template name="heading">
      <xsl:with-param name="text" select="'Objects'"/>
    </xsl:call-template>
    <xsl:for-each select="object">
      <xsl:value-of select="concat('  ', assay:wrap(concat(@kind, ' ', assay:plain(name)), 80, 2, 4), '&#10;')"/>
      <xsl:for-each select="attribute">
        <xsl:value-of select="concat('      ', @name, ': ')"/>
        <xsl:if test="@known = 'no'">
          <xsl:value-of select="assay:wrap(concat('unknown: ', assay:plain(../reason)), 80, 8 + string-length(@name), 10)"/>
        </xsl:if>
        <xsl:if test="@known = 'yes'">
          <xsl:value-of select="assay:wrap(assay:plain(value), 80, 8 + string-length(@name), 10)"/>
        </xsl:if>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="report[snapshots]">
    <xsl:if test="not(snapshots/entry)">The cache holds no snapshots.&#10;</xsl:if>
    <xsl:if test="snapshots/entry">
      <xsl:value-of select="concat(assay:pad('ID', 6), assay:pad('TAKEN (UTC)', 21), assay:pad('OBJECTS', 9),
          assay:pad('FINGERPRINT', 14), assay:pad('SERVER', 18), 'TARGET&#10;')"/>
    </xsl:if>
    <xsl:for-each select="snapshots/entry">
      <xsl:value-of select="concat(assay:pad(@id, 5), ' ', assay:pad(translate(@taken-at, 'TZ', ' '), 20), ' ',
          assay:pad(@objects, 8), ' ', assay:pad(substring(@fingerprint, 1, 12), 13), ' ',
          assay:pad(assay:plain(server), 17))"/>
      <!-- One that has no room in the last column stands below. -->
      <xsl:variable name="target" select="assay:plain(target)"/>
      <xsl:choose>
        <xsl:when test="assay:width($target) &lt;= 12 and assay:width(assay:plain(server)) &lt;= 17">
          <xsl:value-of select="concat(' ', $target, '&#10;')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat('&#10;      ', assay:wrap($target, 80, 6, 6), '&#10;')"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <!-- Newest first, down to where the log begins. -->
  <xsl:template match="report[log]">
    <xsl:value-of select="concat(assay:wrap(concat('Log of ', assay:plain(target)), 80, 0, 2), '&#10;')"/>
    <xsl:for-each select="log">
      <xsl:apply-templates select="change"/>
      <xsl:value-of select="concat('&#10;', translate(@taken-at, 'TZ', '  '), 'UTC  snapshot ', @first,
          ': the first of ', @snapshots)"/>
      <xsl:if test="not(change)">; no change since</xsl:if>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="change">
    <xsl:value-of select="concat('&#10;', translate(@taken-at, 'TZ', '  '), 'UTC  snapshot ', @id, ': ')"/>
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="differences/@total"/>
      <xsl:with-param name="one" select="'change'"/>
    </xsl:call-template>
    <xsl:value-of select="concat(' since snapshot ', @after, '&#10;')"/>
    <xsl:apply-templates select="differences/group"/>
    <xsl:for-each select="differences[@unknown > 0]">
      <xsl:value-of select="concat('  ', @unknown, ' could not be compared, and may have changed as well.&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
