<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- What a person reads at a terminal: the verdict, why, what deviates, what could not be seen,
     what to run. 80 columns, but for commands, which are to be copied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="text-drift.xsl"/>
  <xsl:import href="text-evidence.xsl"/>
  <xsl:import href="text-graph.xsl"/>
  <xsl:import href="text-snapshot.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:param name="color" select="'no'"/>
  <xsl:param name="unicode" select="'no'"/>
  <xsl:param name="detail" select="'normal'"/>

  <xsl:template match="report[verdict]">
    <xsl:call-template name="verdict-sentence"/>
    <xsl:choose>
      <xsl:when test="$detail = 'quiet'">
        <xsl:call-template name="findings"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:text>&#10;</xsl:text>
        <xsl:apply-templates select="verdict" mode="why"/>
        <xsl:apply-templates select="verdict/neighbourhood"/>
        <xsl:if test="$detail = 'verbose'">
          <xsl:apply-templates select="verdict" mode="evidence"/>
        </xsl:if>
        <xsl:apply-templates select="drift"/>
        <xsl:call-template name="limits"/>
        <xsl:apply-templates select="commands"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- How many there are of what makes the exit status 1 or 3. -->
  <xsl:template name="findings">
    <xsl:variable name="n" select="count(findings/finding) + drift/@counted"/>
    <xsl:choose>
      <xsl:when test="$n = 0">No findings</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="$n"/>
          <xsl:with-param name="one" select="'finding'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>.&#10;</xsl:text>
  </xsl:template>

  <!-- Output that a shell can take, or the server where the stamp is SQL: what is not a command is a
       comment. -->
  <xsl:template match="report[@command = 'stamp']" priority="1">
    <xsl:variable name="comment">
      <xsl:choose>
        <xsl:when test="commands/command[@purpose = 'stamp' and sql and not(shell)]">-- </xsl:when>
        <xsl:otherwise># </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="sentence">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:value-of select="concat(assay:commented(assay:wrap($sentence, 77, 0, 0), $comment), '&#10;')"/>
    <xsl:for-each select="notes/note">
      <xsl:value-of select="concat(assay:commented(assay:wrap(assay:plain(.), 77, 0, 2), $comment), '&#10;')"/>
    </xsl:for-each>
    <xsl:variable name="first">
      <xsl:call-template name="repair-first"/>
    </xsl:variable>
    <xsl:if test="$first != '' and not(applied) and commands/command[@purpose = 'stamp']">
      <xsl:value-of select="concat(assay:commented(assay:wrap($first, 77, 0, 0), $comment), '&#10;')"/>
    </xsl:if>
    <xsl:if test="not(commands/command[@purpose = 'stamp'])">
      <xsl:choose>
        <xsl:when test="@exit-status = 0"># There is nothing to stamp.&#10;</xsl:when>
        <xsl:otherwise># No stamp is recommended.&#10;</xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="applied">
      <xsl:value-of select="concat($comment, 'Stamped: ', assay:plain(applied/table), ' holds')"/>
      <xsl:for-each select="applied/revisions/revision[position() &lt;= 10]">
        <xsl:value-of select="concat(' ', assay:plain(.))"/>
      </xsl:for-each>
      <xsl:if test="count(applied/revisions/revision) &gt; 10">
        <xsl:value-of select="concat(' and ', count(applied/revisions/revision) - 10, ' more')"/>
      </xsl:if>
      <xsl:text>&#10;-- To undo it:&#10;</xsl:text>
      <xsl:value-of select="concat(assay:commented(applied/undo, '-- '), '&#10;')"/>
    </xsl:if>
    <xsl:for-each select="commands/command[@purpose = 'stamp' and not(../../applied)]">
      <xsl:value-of select="concat(assay:lines(shell | sql[not(../shell)], 0), '&#10;')"/>
      <xsl:if test="undo and not(shell)">
        <xsl:value-of select="concat('-- To undo it:&#10;', assay:commented(undo, '-- '), '&#10;')"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="verdict-sentence">
    <xsl:variable name="text">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="paint">
      <xsl:with-param name="codes">
        <xsl:choose>
          <xsl:when test="@exit-status = 0">1;32</xsl:when>
          <xsl:when test="@exit-status = 1">1;31</xsl:when>
          <xsl:otherwise>1;33</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <!-- For a log that is searched, a line is a line. -->
      <xsl:with-param name="text" select="assay:wrap($text, 80 + 9000 * ($detail = 'quiet'), 0, 0)"/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="verdict" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Target'"/>
      <xsl:with-param name="text" select="assay:plain(../snapshot/target)"/>
    </xsl:call-template>
    <xsl:for-each select="../snapshot">
      <xsl:call-template name="snapshot-origin"/>
    </xsl:for-each>
    <xsl:apply-templates select="history | schema" mode="why"/>
    <xsl:apply-templates select="evidence[@applied > 0]" mode="why"/>
    <xsl:apply-templates select="partial-reason" mode="why"/>
    <!-- Of a database that only drifted, what is missing is in the list of drift, but not that it is all
         of a revision. -->
    <xsl:apply-templates mode="why" select="half-applied/effects[../../@match != 'drifted' or @applied = 'no' or
        not(present/object | altered/object)] | out-of-order/effects"/>
    <xsl:if test="@match and @match != 'unrecognised'">
      <xsl:call-template name="row">
        <xsl:with-param name="label" select="'Confidence'"/>
        <xsl:with-param name="text" select="concat(@certainty, ' (', @confidence, ')')"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:apply-templates select="variants/chosen[variant] | probes/probe" mode="why"/>
    <xsl:apply-templates select="equal[@total > 1]" mode="why"/>
    <xsl:apply-templates select="runner-up | stamp" mode="why"/>
    <xsl:apply-templates select="pending[revision and not(../@match = 'unrecognised')]" mode="why"/>
    <xsl:apply-templates select="others/other | ../baseline" mode="why"/>
    <xsl:apply-templates select="../findings/finding[starts-with(@rule, 'waiver')]" mode="why"/>
  </xsl:template>

  <!-- The verdict's own rows say the other findings. -->
  <xsl:template match="finding" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Waiver'"/>
      <xsl:with-param name="text" select="assay:plain(.)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="baseline" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Baseline'"/>
      <xsl:with-param name="text">
        <xsl:text>only what is new since </xsl:text>
        <xsl:apply-templates select="." mode="words"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="history" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'History'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat(assay:plain(project), ' (')"/>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@revisions"/>
          <xsl:with-param name="one" select="'revision'"/>
        </xsl:call-template>
        <xsl:if test="tool">
          <xsl:value-of select="concat(', ', assay:plain(tool))"/>
        </xsl:if>
        <xsl:text>)</xsl:text>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="schema" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Schema'"/>
      <xsl:with-param name="text" select="concat(&quot;the history's objects are in schema &quot;, assay:plain(.))"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="partial-reason" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Partial'"/>
      <xsl:with-param name="text" select="assay:plain(.)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="evidence" mode="why">
    <xsl:variable name="all" select="@present + @absent + @altered"/>
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Evidence'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat(@present, ' of ', $all, ' effects of ')"/>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@applied"/>
          <xsl:with-param name="one" select="'applied revision'"/>
        </xsl:call-template>
        <xsl:text> found as expected</xsl:text>
        <xsl:if test="@altered > 0">
          <xsl:value-of select="concat(', ', @altered, ' altered')"/>
        </xsl:if>
        <xsl:if test="@absent > 0">
          <xsl:value-of select="concat(', ', @absent, ' absent')"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="effects" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Half applied'"/>
      <xsl:with-param name="text">
        <xsl:apply-templates select="." mode="how-many"/>
        <xsl:apply-templates select="absent[object] | altered[object]" mode="why"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="effects" mode="how-many">
    <xsl:value-of select="concat(assay:plain(revision), ': ', count(present/object), ' of ',
        count(*/object), ' effects are there')"/>
  </xsl:template>

  <!-- Of a revision that is not applied it matters what is there. -->
  <xsl:template match="out-of-order/effects | half-applied[../@match = 'drifted']/effects[@applied = 'no']" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label">
        <xsl:if test="parent::half-applied">Begun</xsl:if>
        <xsl:if test="parent::out-of-order">Out of order</xsl:if>
      </xsl:with-param>
      <xsl:with-param name="text">
        <xsl:apply-templates select="." mode="how-many"/>
        <xsl:text>, before their turn: </xsl:text>
        <xsl:call-template name="names">
          <xsl:with-param name="of" select="(present | altered)/object[not(@below)]"/>
        </xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="half-applied/effects[not(present/object | altered/object)]" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Skipped'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat(assay:plain(revision), ', or undone by hand: ')"/>
        <xsl:choose>
          <xsl:when test="count(absent/object) = 1">its only effect is not there</xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat('none of its ', count(absent/object), ' effects is there')"/>
          </xsl:otherwise>
        </xsl:choose>
        <xsl:apply-templates select="absent[../../../@match != 'drifted']" mode="why"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="absent | altered" mode="why">
    <!-- Of what a revision drops it is there. -->
    <xsl:if test="self::absent">; not done: </xsl:if>
    <xsl:if test="self::altered">; done in part or otherwise: </xsl:if>
    <xsl:call-template name="names">
      <xsl:with-param name="of" select="object[not(@below)]"/>
      <xsl:with-param name="max" select="40"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="chosen" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Variant'"/>
      <xsl:with-param name="text" select="concat(assay:plain(revision), ': as in its variant ', assay:plain(variant))"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="probe" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Probe'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="assay:plain(revision)"/>
        <xsl:if test="@result = 'true'"> has run</xsl:if>
        <xsl:if test="@result = 'false'"> has not run</xsl:if>
        <xsl:if test="@result = 'unknown'">
          <xsl:value-of select="concat(': unknown, ', assay:plain(reason))"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="equal" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Same schema'"/>
      <xsl:with-param name="text">
        <xsl:if test="@at-least = 'yes'">at least </xsl:if>
        <xsl:value-of select="concat(@total, ' answers that the schema cannot tell apart: ')"/>
        <xsl:for-each select="set[position() &lt;= 8]">
          <xsl:if test="position() > 1">; </xsl:if>
          <xsl:call-template name="names">
            <xsl:with-param name="of" select="revision"/>
          </xsl:call-template>
          <xsl:if test="not(revision)">(no revision)</xsl:if>
        </xsl:for-each>
        <xsl:if test="@total > 8">
          <xsl:value-of select="concat('; and ', @total - 8, ' more')"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="runner-up" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Next best'"/>
      <xsl:with-param name="text">
        <xsl:if test="not(revisions/revision)">no revision</xsl:if>
        <xsl:call-template name="names">
          <xsl:with-param name="of" select="revisions/revision"/>
        </xsl:call-template>
        <xsl:value-of select="concat(' (worse by ', @margin, ')')"/>
        <xsl:if test="differs/object">
          <xsl:text>, told apart by </xsl:text>
          <xsl:call-template name="names">
            <xsl:with-param name="of" select="differs/object[not(@below)]"/>
            <xsl:with-param name="max" select="4"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="stamp" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Stamp'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="concat(assay:plain(table), ' (', assay:plain(tool), ')')"/>
        <xsl:if test="revisions/revision">
          <xsl:text> says </xsl:text>
          <xsl:call-template name="names">
            <xsl:with-param name="of" select="revisions/revision"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="detail">
          <xsl:value-of select="concat(': ', assay:plain(detail))"/>
        </xsl:if>
        <xsl:if test="not(detail)">
          <xsl:if test="revisions/revision">; it</xsl:if>
          <xsl:text> </xsl:text>
          <xsl:call-template name="stamp-words"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="pending" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Pending'"/>
      <xsl:with-param name="text">
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="count(revision)"/>
          <xsl:with-param name="one" select="'revision'"/>
        </xsl:call-template>
        <xsl:text>: </xsl:text>
        <xsl:call-template name="names">
          <xsl:with-param name="of" select="revision"/>
        </xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="other" mode="why">
    <xsl:call-template name="row">
      <xsl:with-param name="label" select="'Also there'"/>
      <xsl:with-param name="text">
        <xsl:value-of select="assay:plain(project)"/>
        <xsl:if test="revisions/revision">
          <xsl:text> at </xsl:text>
          <xsl:call-template name="revisions"/>
        </xsl:if>
        <xsl:if test="@match">
          <xsl:value-of select="concat(' (', @match, ')')"/>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="limits">
    <xsl:if test="notes/note | snapshot/limits/limit">
      <xsl:call-template name="heading">
        <xsl:with-param name="text" select="'What to know, and what could not be seen'"/>
      </xsl:call-template>
      <xsl:apply-templates select="notes/note | snapshot/limits/limit"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="note">
    <xsl:value-of select="concat('  - ', assay:wrap(assay:plain(.), 80, 4, 4), '&#10;')"/>
  </xsl:template>

  <xsl:template match="limit">
    <xsl:variable name="text">
      <xsl:if test="@kind != ''">
        <xsl:value-of select="concat(@kind, ': ')"/>
      </xsl:if>
      <xsl:value-of select="assay:plain(reason)"/>
      <xsl:if test="@count > 0">
        <xsl:value-of select="concat(' (', @count, ')')"/>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="concat('  - ', assay:wrap($text, 80, 4, 4), '&#10;')"/>
  </xsl:template>

  <xsl:template match="commands">
    <xsl:variable name="first">
      <xsl:for-each select="..">
        <xsl:call-template name="repair-first"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="heading">
      <xsl:with-param name="text" select="'What to run'"/>
    </xsl:call-template>
    <xsl:choose>
      <xsl:when test="command">
        <xsl:if test="$first != ''">
          <xsl:value-of select="concat('  ', assay:lines(assay:commented(assay:wrap($first, 76, 0, 0), '# '), 2), '&#10;&#10;')"/>
        </xsl:if>
        <xsl:apply-templates select="command"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="why">
          <xsl:for-each select="..">
            <xsl:call-template name="no-command"/>
          </xsl:for-each>
        </xsl:variable>
        <xsl:value-of select="concat('  ', assay:wrap($why, 80, 2, 2), '&#10;')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="command">
    <xsl:if test="position() > 1">
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:variable name="purpose">
      <xsl:choose>
        <xsl:when test="@purpose = 'backup'">back up first</xsl:when>
        <xsl:when test="@purpose = 'repair'">repair what deviates</xsl:when>
        <xsl:when test="@purpose = 'stamp'">record the revision it is at</xsl:when>
        <xsl:when test="@purpose = 'upgrade'">apply what is pending</xsl:when>
        <xsl:when test="@purpose = 'verify'">verify</xsl:when>
        <xsl:otherwise><xsl:value-of select="@purpose"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="shell">
      <xsl:value-of select="concat('  # ', $purpose, '&#10;  ', assay:lines(shell, 2), '&#10;')"/>
    </xsl:if>
    <xsl:if test="sql">
      <xsl:text>  -- </xsl:text>
      <xsl:if test="shell">or </xsl:if>
      <xsl:value-of select="concat('in SQL: ', $purpose, '&#10;  ', assay:lines(sql, 2), '&#10;')"/>
    </xsl:if>
    <xsl:if test="undo">
      <xsl:value-of select="concat('&#10;  -- to undo that&#10;  ', assay:lines(undo, 2), '&#10;')"/>
    </xsl:if>
  </xsl:template>

  <!-- Building blocks. -->

  <xsl:template name="heading">
    <xsl:param name="text"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:call-template name="paint">
      <xsl:with-param name="codes" select="'1'"/>
      <xsl:with-param name="text" select="assay:wrap($text, 80, 0, 2)"/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template name="row">
    <xsl:param name="label"/>
    <xsl:param name="text"/>
    <xsl:value-of select="concat('  ', assay:pad($label, 12), ' ',
        assay:wrap($text, 80, 15, 15), '&#10;')"/>
  </xsl:template>

  <xsl:template name="paint">
    <xsl:param name="codes"/>
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="$color = 'yes' and $codes != ''">
        <xsl:value-of select="concat(assay:sgr($codes), $text, assay:sgr('0'))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
