<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- GitHub's Markdown, for job summaries and comments. A summary above 1 MiB is dropped as a whole:
     long texts are cut, and of very many deviations the worst tables are shown; both is said. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="common-deviation.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="longest" select="100"/>

  <xsl:variable name="most" select="200"/>
  <xsl:variable name="most-attributes" select="4"/>
  <xsl:variable name="most-waived" select="30"/>

  <xsl:template match="report[verdict]">
    <xsl:variable name="sentence">
      <xsl:for-each select="verdict">
        <xsl:call-template name="sentence"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:text>## </xsl:text>
    <xsl:choose>
      <xsl:when test="@exit-status = 0">&#x2705;</xsl:when>
      <xsl:when test="@exit-status = 1">&#x274c;</xsl:when>
      <xsl:otherwise>&#x2754;</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(' ', assay:markdown(string($sentence)), '&#10;')"/>
    <xsl:if test="findings/finding">
      <xsl:text>&#10;</xsl:text>
      <xsl:for-each select="findings/finding">
        <xsl:value-of select="concat('- **', @rule, '**: ', assay:markdown(assay:plain(.)), '&#10;')"/>
      </xsl:for-each>
    </xsl:if>
    <xsl:apply-templates select="snapshot" mode="facts"/>
    <xsl:apply-templates select="drift"/>
    <xsl:apply-templates select="commands[command]"/>
    <xsl:call-template name="limits"/>
  </xsl:template>

  <xsl:template match="report[differences]">
    <xsl:for-each select="differences">
      <xsl:text>## </xsl:text>
      <xsl:if test="@total = 0"><xsl:call-template name="clean"/></xsl:if>
      <xsl:if test="@total > 0">
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@total"/>
          <xsl:with-param name="one" select="'difference'"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <xsl:text>&#10;&#10;| | |&#10;| --- | --- |&#10;</xsl:text>
    <xsl:apply-templates select="a | b" mode="fact"/>
    <xsl:apply-templates select="differences"/>
  </xsl:template>

  <xsl:template match="snapshot" mode="facts">
    <xsl:text>&#10;| | |&#10;| --- | --- |&#10;</xsl:text>
    <xsl:apply-templates select="target | server | ../verdict/history/project | ../verdict/stamp/table |
        ../verdict/pending/revision[1] | ../baseline" mode="fact"/>
    <xsl:if test="../verdict/@match and ../verdict/@match != 'unrecognised'">
      <xsl:value-of select="concat('| confidence | ', ../verdict/@certainty, ' (', ../verdict/@confidence, ') |&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="fact">
    <xsl:value-of select="concat('| ', name(), ' | ')"/>
    <xsl:call-template name="code"/>
    <xsl:text> |&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="baseline" mode="fact">
    <xsl:variable name="words">
      <xsl:apply-templates select="." mode="words"/>
    </xsl:variable>
    <xsl:value-of select="concat('| only what is new since | ', assay:markdown(string($words)), ' |&#10;')"/>
  </xsl:template>

  <xsl:template match="project" mode="fact">
    <xsl:text>| history | </xsl:text>
    <xsl:call-template name="code"/>
    <xsl:text>, </xsl:text>
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="../@revisions"/>
      <xsl:with-param name="one" select="'revision'"/>
    </xsl:call-template>
    <xsl:text> |&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="table" mode="fact">
    <xsl:text>| stamp | </xsl:text>
    <xsl:call-template name="code"/>
    <xsl:for-each select="../revisions/revision[position() &lt;= 8]">
      <xsl:text> </xsl:text>
      <xsl:call-template name="code"/>
    </xsl:for-each>
    <xsl:value-of select="concat(': ', ../@status, ' |&#10;')"/>
  </xsl:template>

  <xsl:template match="pending/revision" mode="fact">
    <xsl:value-of select="concat('| pending | ', count(../revision), ': ')"/>
    <xsl:for-each select="../revision[position() &lt;= 8]">
      <xsl:call-template name="code"/>
      <xsl:text> </xsl:text>
    </xsl:for-each>
    <xsl:if test="count(../revision) > 8">and others </xsl:if>
    <xsl:text>|&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="drift[@judged = 'no']"/>

  <xsl:template match="drift | differences">
    <xsl:variable name="tally"><xsl:call-template name="tally"/></xsl:variable>
    <xsl:variable name="shown" select="group/difference[@waived = 'no']"/>
    <xsl:if test="@total = 0 and self::drift">
      <xsl:text>&#10;</xsl:text>
      <xsl:call-template name="clean"/>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:if test="@total > 0">
      <xsl:value-of select="concat('&#10;### What deviates: ', $tally, '&#10;')"/>
      <xsl:variable name="a"><xsl:call-template name="side-name">
        <xsl:with-param name="a" select="true()"/>
      </xsl:call-template></xsl:variable>
      <xsl:variable name="b"><xsl:call-template name="side-name"/></xsl:variable>
      <xsl:value-of select="concat('&#10;| severity | deviation | attribute | ', $a, ' | ', $b, ' |&#10;',
          '| --- | --- | --- | --- | --- |&#10;')"/>
      <xsl:apply-templates select="$shown[position() &lt;= $most]"/>
    </xsl:if>
    <xsl:if test="count($shown) > $most">
      <xsl:value-of select="concat('&#10;', count($shown) - $most, ' more are left out here; another format has them all.&#10;')"/>
    </xsl:if>
    <xsl:if test="@waived > 0">
      <xsl:value-of select="concat('&#10;Waived: ', @waived, '.&#10;')"/>
      <xsl:apply-templates select="(group/difference[waiver])[position() &lt;= $most-waived]" mode="waived"/>
    </xsl:if>
    <xsl:if test="@unknown > 0">
      <xsl:value-of select="concat('&#10;Attributes that could not be compared: ', @unknown, '.&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="difference">
    <xsl:value-of select="concat('| ', @severity, ' | ', @change, ' ', @kind, ' ')"/>
    <xsl:for-each select="object">
      <xsl:call-template name="code"/>
    </xsl:for-each>
    <xsl:for-each select="actual">
      <xsl:text>, named </xsl:text>
      <xsl:call-template name="code"/>
    </xsl:for-each>
    <xsl:for-each select="revision">
      <xsl:text>, since </xsl:text>
      <xsl:call-template name="code"/>
    </xsl:for-each>
    <xsl:if test="@follows = 'yes'"> (follows)</xsl:if>
    <xsl:text> |</xsl:text>
    <xsl:if test="not(attribute)"> | | |&#10;</xsl:if>
    <xsl:for-each select="attribute[position() &lt;= $most-attributes]">
      <xsl:if test="position() > 1">| | |</xsl:if>
      <xsl:value-of select="concat(' ', @name, ' | ')"/>
      <xsl:call-template name="side">
        <xsl:with-param name="of" select="expected"/>
      </xsl:call-template>
      <xsl:text> | </xsl:text>
      <xsl:call-template name="side">
        <xsl:with-param name="of" select="actual"/>
      </xsl:call-template>
      <xsl:text> |&#10;</xsl:text>
    </xsl:for-each>
    <xsl:if test="count(attribute) > $most-attributes">
      <xsl:value-of select="concat('| | | and ', count(attribute) - $most-attributes, ' more | | |&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="difference" mode="waived">
    <xsl:if test="position() = 1">
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:variable name="words">
      <xsl:apply-templates select="waiver" mode="words"/>
    </xsl:variable>
    <xsl:value-of select="concat('- ', @change, ' ', @kind, ' ')"/>
    <xsl:for-each select="object">
      <xsl:call-template name="code"/>
    </xsl:for-each>
    <xsl:value-of select="concat(', ', assay:markdown(string($words)), '&#10;')"/>
  </xsl:template>

  <xsl:template name="side">
    <xsl:param name="of"/>
    <xsl:for-each select="$of">
      <xsl:call-template name="code"/>
    </xsl:for-each>
  </xsl:template>

  <!-- An indented block is taken as it is, whatever it holds. -->
  <xsl:template match="commands">
    <xsl:variable name="first">
      <xsl:for-each select="..">
        <xsl:call-template name="repair-first"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:text>&#10;### What to run&#10;</xsl:text>
    <xsl:if test="$first != ''">
      <xsl:value-of select="concat('&#10;', $first, '&#10;')"/>
    </xsl:if>
    <xsl:for-each select="command">
      <xsl:value-of select="concat('&#10;', @purpose, ':&#10;&#10;    ', assay:lines(shell | sql[not(../shell)], 4), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="limits">
    <xsl:if test="notes/note | snapshot/limits/limit">
      <xsl:text>&#10;### What to know, and what could not be seen&#10;&#10;</xsl:text>
      <xsl:for-each select="notes/note | snapshot/limits/limit/reason">
        <xsl:text>- </xsl:text>
        <xsl:if test="../@kind != ''">
          <xsl:value-of select="concat(../@kind, ': ')"/>
        </xsl:if>
        <xsl:value-of select="concat(assay:markdown(assay:plain(.)), '&#10;')"/>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- In an element and not between backquotes, which a name may hold. -->
  <xsl:template name="code">
    <xsl:variable name="text">
      <xsl:call-template name="cut">
        <xsl:with-param name="text" select="assay:plain(.)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="concat('&lt;code&gt;', assay:markdown(string($text)), '&lt;/code&gt;')"/>
  </xsl:template>
</xsl:stylesheet>
