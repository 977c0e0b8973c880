<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The plan as a script for sh. What a database or a profile named reaches it in three ways only:
     in comments and messages by assay:plain(), which leaves one line; as a word by assay:shell();
     as SQL in a here-document by assay:heredoc(), which sh takes as it is. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="plan-script.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="report">
    <xsl:text>#!/bin/sh&#10;</xsl:text>
    <xsl:call-template name="header"/>
    <xsl:text>&#10;# Names and SQL may have dollars of their own; functions may be for what is commented out.&#10;</xsl:text>
    <xsl:text># shellcheck disable=SC2016,SC2317&#10;</xsl:text>
    <xsl:text>&#10;set -eu&#10;umask 077&#10;</xsl:text>
    <xsl:call-template name="settings"/>
    <xsl:call-template name="functions"/>
    <xsl:apply-templates select="plan"/>
  </xsl:template>

  <xsl:template name="header">
    <xsl:call-template name="comment">
      <xsl:with-param name="text">
        <xsl:for-each select="verdict">
          <xsl:call-template name="sentence"/>
        </xsl:for-each>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:text>#&#10;</xsl:text>
    <xsl:for-each select="snapshot">
      <xsl:value-of select="concat('# Target:   ', assay:plain(target), ', read ', @taken-at, '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="verdict/history">
      <xsl:value-of select="concat('# History:  ', assay:plain(project), '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="verdict/evidence[@applied > 0]">
      <xsl:value-of select="concat('# Evidence: ', @present, ' of ', @present + @absent + @altered,
          ' effects of ', @applied, ' applied revision(s) are there as expected')"/>
      <xsl:value-of select="concat('; confidence ', ../@confidence, '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="notes/note">
      <xsl:value-of select="concat('# Note:     ', assay:plain(.), '&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="snapshot/limits/limit">
      <xsl:value-of select="concat('# Not seen: ', @kind, ': ', assay:plain(reason), '&#10;')"/>
    </xsl:for-each>
    <xsl:text>#&#10;</xsl:text>
    <xsl:apply-templates select="plan" mode="review"/>
    <xsl:text># Running it again does no harm: each step looks whether it is done.&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="plan[stop]" mode="review">
    <xsl:call-template name="comment">
      <xsl:with-param name="text" select="concat('This plan does not stamp: ', assay:plain(stop), '.')"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="plan" mode="review">
    <xsl:call-template name="comment">
      <xsl:with-param name="text">
        <xsl:text>Read it before it runs: </xsl:text>
        <xsl:value-of select="count(repairs/repair[@safety = 'safe'])"/>
        <xsl:text> repairs are run, </xsl:text>
        <xsl:value-of select="count(repairs/repair[@safety = 'review'])"/>
        <xsl:text> are commented out because they may lose something or break what runs (take the
          "# " away from those that you want), </xsl:text>
        <xsl:value-of select="count(repairs/repair[@safety = 'manual'])"/>
        <xsl:text> are for you to write. It stamps only a schema that deviates in nothing that counts
          any more.</xsl:text>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="comment">
    <xsl:param name="text"/>
    <xsl:value-of select="concat(assay:commented(assay:wrap(normalize-space($text), 96, 2, 0), '# '), '&#10;')"/>
  </xsl:template>

  <xsl:template name="step">
    <xsl:param name="title"/>
    <xsl:value-of select="concat('&#10;# --- ', $title, '&#10;&#10;')"/>
  </xsl:template>

  <xsl:template name="say">
    <xsl:param name="text"/>
    <xsl:value-of select="concat('say ', assay:shell($text), '&#10;')"/>
  </xsl:template>

  <xsl:template match="plan">
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'What it needs'"/>
    </xsl:call-template>
    <xsl:call-template name="needs"/>
    <xsl:choose>
      <xsl:when test="stop">
        <xsl:apply-templates select="repairs[repair]"/>
        <xsl:call-template name="step">
          <xsl:with-param name="title" select="'It ends here'"/>
        </xsl:call-template>
        <xsl:value-of select="concat('stop ', assay:shell(concat('nothing is stamped: ', assay:plain(stop))))"/>
        <xsl:if test="../@exit-status = 3"> 3</xsl:if>
        <xsl:text>&#10;</xsl:text>
      </xsl:when>
      <xsl:when test="../verdict/@state = 'fresh'">
        <xsl:call-template name="upgrade"/>
        <xsl:call-template name="check"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="adopt"/>
        <xsl:call-template name="upgrade"/>
        <xsl:call-template name="check"/>
        <xsl:call-template name="way-back"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="needs">
    <xsl:text>for program in "$ASSAY"</xsl:text>
    <xsl:for-each select="programs/program">
      <xsl:value-of select="concat(' ', assay:shell(.))"/>
    </xsl:for-each>
    <xsl:text>; do&#10;    command -v "$program" >/dev/null 2>&amp;1 || stop "$program is not there: install it first"&#10;done&#10;</xsl:text>
    <xsl:text>look&#10;</xsl:text>
  </xsl:template>

  <!-- Backup, repairs and stamp: only while the database is where it was when this was written. -->
  <xsl:template name="adopt">
    <xsl:text>is_where_it_was || is_stamped ||&#10;</xsl:text>
    <xsl:text>    stop 'the schema is no longer what this plan was made for: make a new one'&#10;</xsl:text>
    <xsl:text>is_where_it_was || say 'it was adopted already, and the schema has gone on since'&#10;</xsl:text>
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'Backup'"/>
    </xsl:call-template>
    <xsl:text>backup&#10;</xsl:text>
    <xsl:apply-templates select="repairs[repair]"/>
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'Stamp: record the revision that it is at'"/>
    </xsl:call-template>
    <xsl:value-of select="concat('settled ', assay:shell($stamped), '&#10;')"/>
    <xsl:apply-templates select="../commands/command[@purpose = 'stamp']"/>
    <xsl:if test="not(../commands/command[@purpose = 'stamp'])">
      <xsl:text># The stamp agrees: there is nothing to record.&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="repairs">
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'Repairs: what deviates from that revision'"/>
    </xsl:call-template>
    <xsl:if test="repair[@safety != 'manual']">
      <xsl:text># What may fail fails as a whole: a statement that cannot be run changes nothing.&#10;</xsl:text>
    </xsl:if>
    <xsl:for-each select="repair">
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates select="."/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="repair">
    <xsl:call-template name="comment">
      <xsl:with-param name="text">
        <xsl:call-template name="repair-title"/>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:apply-templates select="." mode="steps"/>
  </xsl:template>

  <xsl:template name="repair-title">
    <xsl:value-of select="concat(translate(substring(@change, 1, 1), 'mucr', 'MUCR'), substring(@change, 2), ': ', translate(@kind, '-', ' '), ' ', assay:plain(object))"/>
    <xsl:if test="@attribute">
      <xsl:value-of select="concat(', ', translate(@attribute, '_', ' '))"/>
    </xsl:if>
    <xsl:if test="revision">
      <xsl:value-of select="concat(' (revision ', assay:plain(revision), ')')"/>
    </xsl:if>
    <xsl:if test="reason">
      <xsl:choose>
        <xsl:when test="@safety = 'safe'">: </xsl:when>
        <xsl:when test="@safety = 'review'">. Not run: </xsl:when>
        <xsl:otherwise>. For you to repair: </xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="assay:plain(reason)"/>
    </xsl:if>
    <xsl:text>.</xsl:text>
  </xsl:template>

  <!-- What is changed or renamed is left alone where a report no longer says so: a second run would do
       again what may take long, or what something else has come to need. -->
  <xsl:template match="repair" mode="steps">
    <xsl:variable name="deviation">
      <xsl:if test="@change = 'changed' or @change = 'renamed'">
        <xsl:value-of select="concat('&quot;kind&quot;: ', assay:json(@kind), ', &quot;object&quot;: ', assay:json(object))"/>
      </xsl:if>
    </xsl:variable>
    <xsl:for-each select="step">
      <xsl:variable name="command">
        <xsl:text>repair </xsl:text>
        <xsl:value-of select="concat(assay:shell(normalize-space($deviation)), ' ')"/>
        <xsl:value-of select="assay:shell(unless)"/>
        <xsl:text> </xsl:text>
        <xsl:value-of select="assay:heredoc(sql)"/>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="../@safety = 'safe'">
          <xsl:value-of select="concat($command, '&#10;')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat(assay:commented($command, '# '), '&#10;')"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="command[@purpose = 'stamp']">
    <xsl:text>if ! is_stamped; then&#10;say 'stamping'&#10;</xsl:text>
    <xsl:if test="shell">
      <xsl:value-of select="concat(assay:lines(shell, 0), '&#10;')"/>
    </xsl:if>
    <xsl:if test="not(shell)">
      <xsl:value-of select="concat('stamp ', assay:heredoc(sql), '&#10;')"/>
    </xsl:if>
    <xsl:text>look&#10;is_stamped || stop 'the stamp is not what it should be: see assay audit'&#10;fi&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="upgrade">
    <xsl:for-each select="../commands/command[@purpose = 'upgrade']">
      <xsl:call-template name="step">
        <xsl:with-param name="title" select="'Upgrade: apply what is pending'"/>
      </xsl:call-template>
      <xsl:value-of select="concat(assay:lines(shell, 0), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="check">
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'Check: managed, and at the head'"/>
    </xsl:call-template>
    <xsl:text>judge check || stop 'the database is not what its stamp says: see above'&#10;</xsl:text>
    <xsl:text>judge check --revision head >/dev/null || stop 'the database is not at the head'&#10;</xsl:text>
    <xsl:text>say 'done: the database is managed, and at the head'&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="way-back">
    <xsl:call-template name="step">
      <xsl:with-param name="title" select="'How to go back'"/>
    </xsl:call-template>
    <xsl:if test="backup">
      <xsl:text># All of it, as it was when the backup was made</xsl:text>
      <xsl:if test="@dialect = 'postgresql'">
        <xsl:text>, into a new database:&#10;#&#10;#     createdb -T template0 restored&#10;</xsl:text>
        <xsl:value-of select="concat('#     pg_restore --exit-on-error -d restored ', backup, '&#10;')"/>
      </xsl:if>
      <xsl:if test="@dialect = 'sqlite'">
        <xsl:text>; what was written since is lost:&#10;#&#10;</xsl:text>
        <xsl:value-of select="concat('#     sqlite3 &quot;$DATABASE_FILE&quot; &quot;.restore ', backup, '&quot;&#10;')"/>
      </xsl:if>
    </xsl:if>
    <xsl:for-each select="../commands/command[@purpose = 'stamp' and undo]">
      <xsl:text>#&#10;# Only the stamp, as long as nothing was upgraded:&#10;#&#10;</xsl:text>
      <xsl:value-of select="concat(assay:commented(undo, '#     '), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
