<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The sentences that formats for people share: the verdict in one, lists of names, tallies. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">

  <xsl:template name="sentence">
    <xsl:choose>
      <xsl:when test="@state = 'legacy'">Legacy database</xsl:when>
      <xsl:when test="@state = 'managed'">Managed database</xsl:when>
      <xsl:otherwise>Fresh database</xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="." mode="match"/>
    <xsl:if test="@state = 'managed'">
      <xsl:apply-templates select="stamp" mode="clause"/>
    </xsl:if>
    <xsl:if test="../@command = 'check'">
      <xsl:call-template name="asked"/>
    </xsl:if>
    <xsl:text>.</xsl:text>
    <xsl:if test="@undecided-by-limit = 'yes'">
      <xsl:text> Undecided: something that this history uses could not be read.</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- What comes before the commands, where they would be run on what deviates; of the report. -->
  <xsl:template name="repair-first">
    <xsl:if test="verdict/@match = 'drifted' and drift/@counted &gt; 0 and commands/command and not(plan)">
      <xsl:text>first repair what deviates, or </xsl:text>
      <xsl:choose>
        <xsl:when test="verdict/*[self::out-of-order or self::half-applied]/effects[@applied = 'no']">the upgrade may fail on what came before its turn</xsl:when>
        <xsl:otherwise>accept it</xsl:otherwise>
      </xsl:choose>
      <xsl:text>: assay plan writes that as a script</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- Why there is no command; of the report. -->
  <xsl:template name="no-command">
    <xsl:choose>
      <xsl:when test="verdict[@match = 'drifted' or pending/revision and (@match = 'exact' or @state = 'fresh')]
                      [history[not(tool)]]">
        <xsl:text>No command: the history names no migration tool. Say which it is, by --tool.</xsl:text>
      </xsl:when>
      <xsl:when test="@exit-status = 0">Nothing: all is as it should be.</xsl:when>
      <xsl:when test="verdict/stamp/@status = 'agrees' and (verdict/@match = 'exact' or verdict/@match = 'drifted')">
        <xsl:text>No migration: the stamp agrees and nothing is pending. What deviates wants a repair, or a </xsl:text>
        <xsl:text>migration of its own.</xsl:text>
      </xsl:when>
      <xsl:when test="verdict/@match = 'partial'">
        <xsl:text>Nothing that would be safe as it is: assay plan writes what would repair it.</xsl:text>
      </xsl:when>
      <xsl:otherwise>Nothing that would be safe as it is.</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What check was to find, where it is not what the sentence says already. -->
  <xsl:template name="asked">
    <xsl:choose>
      <xsl:when test="../asked/revision">
        <xsl:text>; asked for was </xsl:text>
        <xsl:call-template name="revisions">
          <xsl:with-param name="of" select="../asked/revision"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="@state = 'legacy'">; it has no stamp</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="verdict[@match = 'exact' or @match = 'drifted']" mode="match">
    <xsl:choose>
      <xsl:when test="revisions/revision">
        <xsl:text> at </xsl:text>
        <xsl:call-template name="revisions"/>
      </xsl:when>
      <xsl:otherwise> before the first revision</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(' (', @match, ')')"/>
    <xsl:if test="@match = 'drifted'">
      <xsl:text>: </xsl:text>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="../drift/@total"/>
        <xsl:with-param name="one" select="'deviation'"/>
      </xsl:call-template>
      <xsl:if test="../drift/@total != ../drift/@counted">
        <xsl:value-of select="concat(', ', ../drift/@counted, ' that count')"/>
        <xsl:if test="../drift/@counted = 1">s</xsl:if>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="verdict[@match = 'partial']" mode="match">
    <xsl:text>, partial: </xsl:text>
    <xsl:if test="revisions/revision">
      <xsl:text>nearest to </xsl:text>
      <xsl:call-template name="revisions"/>
      <xsl:text>, but </xsl:text>
    </xsl:if>
    <xsl:text>not safe to stamp as it is</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'ambiguous']" mode="match">
    <xsl:text>, ambiguous: </xsl:text>
    <xsl:call-template name="revisions"/>
    <xsl:text> and others explain it about equally well</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'unrecognised']" mode="match">
    <xsl:text>, unrecognised: nothing of </xsl:text>
    <xsl:choose>
      <xsl:when test="history and not(others/other)">
        <xsl:value-of select="concat(&quot;the history '&quot;, assay:plain(history/project), &quot;'&quot;)"/>
      </xsl:when>
      <xsl:otherwise>any known history</xsl:otherwise>
    </xsl:choose>
    <xsl:text> is there</xsl:text>
  </xsl:template>

  <xsl:template match="verdict" mode="match">
    <xsl:if test="@state = 'fresh'">: it holds nothing yet</xsl:if>
    <xsl:if test="@state != 'fresh'">, not judged: there is no history to compare it with</xsl:if>
  </xsl:template>

  <!-- "revision 003", "revisions a1 and b2". -->
  <xsl:template name="revisions">
    <xsl:param name="of" select="revisions/revision"/>
    <xsl:text>revision</xsl:text>
    <xsl:if test="count($of) > 1">s</xsl:if>
    <xsl:text> </xsl:text>
    <xsl:call-template name="names">
      <xsl:with-param name="of" select="$of"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="stamp" mode="clause">
    <xsl:text>; its stamp </xsl:text>
    <xsl:call-template name="stamp-words"/>
  </xsl:template>

  <xsl:template name="stamp-words">
    <xsl:choose>
      <xsl:when test="@status = 'agrees'">agrees</xsl:when>
      <xsl:when test="@status = 'behind'">is behind the schema</xsl:when>
      <xsl:when test="@status = 'ahead'">is ahead of the schema</xsl:when>
      <xsl:when test="@status = 'diverged'">has diverged from the schema</xsl:when>
      <xsl:when test="@status = 'unknown-revision'">names a revision that this history does not have</xsl:when>
      <xsl:when test="@status = 'dirty'">records a failed run</xsl:when>
      <xsl:when test="@status = 'empty'">is empty</xsl:when>
      <xsl:when test="@status = 'unreadable'">could not be read</xsl:when>
      <xsl:otherwise>could not be judged</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="count">
    <xsl:param name="n"/>
    <xsl:param name="one"/>
    <xsl:value-of select="concat($n, ' ', $one)"/>
    <xsl:if test="$n != 1">s</xsl:if>
  </xsl:template>

  <!-- "a, b and 3 more". -->
  <xsl:template name="names">
    <xsl:param name="of"/>
    <xsl:param name="max" select="8"/>
    <xsl:for-each select="$of[position() &lt;= $max]">
      <xsl:choose>
        <xsl:when test="position() = 1"/>
        <xsl:when test="position() = last() and count($of) &lt;= $max"> and </xsl:when>
        <xsl:otherwise>, </xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="assay:plain(.)"/>
    </xsl:for-each>
    <xsl:if test="count($of) > $max">
      <xsl:value-of select="concat(' and ', count($of) - $max, ' more')"/>
    </xsl:if>
  </xsl:template>

  <!-- Never "clean" where nothing was compared. -->
  <xsl:template name="clean">
    <xsl:choose>
      <xsl:when test="@compared = 0">Nothing was compared.</xsl:when>
      <xsl:otherwise>
        <xsl:if test="parent::report/verdict">No deviation</xsl:if>
        <xsl:if test="not(parent::report/verdict)">No differences</xsl:if>
        <xsl:text>: </xsl:text>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@compared"/>
          <xsl:with-param name="one" select="'object'"/>
        </xsl:call-template>
        <xsl:text> compared.</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "1 integrity, 2 performance; 1 waived; 3 follow". -->
  <xsl:template name="tally">
    <xsl:for-each select="@security[. > 0] | @integrity[. > 0] | @performance[. > 0] | @cosmetic[. > 0]">
      <xsl:if test="position() > 1">, </xsl:if>
      <xsl:value-of select="concat(., ' ', name())"/>
    </xsl:for-each>
    <xsl:if test="@waived > 0">
      <xsl:if test="@waived != @total">; </xsl:if>
      <xsl:value-of select="concat(@waived, ' waived')"/>
    </xsl:if>
    <xsl:if test="@follow > 0">
      <xsl:if test="@follow != @total">; </xsl:if>
      <xsl:value-of select="concat(@follow, ' follow')"/>
      <xsl:if test="@follow = 1">s</xsl:if>
    </xsl:if>
  </xsl:template>
  <!-- "snapshot 7 of shop.db, 2026-01-31 10:00:00 UTC". -->
  <xsl:template match="baseline" mode="words">
    <xsl:if test="@id">
      <xsl:value-of select="concat('snapshot ', @id, ' of ')"/>
    </xsl:if>
    <xsl:value-of select="assay:plain(target)"/>
    <xsl:if test="@taken-at">
      <xsl:value-of select="concat(', ', translate(@taken-at, 'TZ', '  '), 'UTC')"/>
    </xsl:if>
  </xsl:template>

  <!-- "until 2027-01-31 by ann: an old client". -->
  <xsl:template match="waiver" mode="words">
    <xsl:value-of select="concat('until ', @until, ' by ', assay:plain(owner), ': ', assay:plain(reason))"/>
  </xsl:template>
</xsl:stylesheet>
