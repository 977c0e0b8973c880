<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of text.xsl: what deviates, for audit, diff and the log of snapshots, grouped by table, worst first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">

  <!-- What the two sides of a deviation are called. -->
  <xsl:variable name="left">
    <xsl:if test="/report/differences">A</xsl:if>
    <xsl:if test="/report/log">before</xsl:if>
    <xsl:if test="/report/drift">expected</xsl:if>
  </xsl:variable>
  <xsl:variable name="right">
    <xsl:if test="/report/differences">B</xsl:if>
    <xsl:if test="/report/log">after</xsl:if>
    <xsl:if test="/report/drift">actual</xsl:if>
  </xsl:variable>

  <!-- Of a longer value only so many characters are shown; json and xml have all of it. -->
  <xsl:variable name="most" select="2000"/>

  <!-- From this confidence on, a renamed object is said to be renamed. -->
  <xsl:variable name="probable" select="0.9"/>

  <xsl:template match="drift">
    <xsl:variable name="tally">
      <xsl:call-template name="tally"/>
    </xsl:variable>
    <xsl:if test="@judged = 'yes' and ../verdict/@match != 'unrecognised'">
      <xsl:call-template name="heading">
        <xsl:with-param name="text">
          <xsl:text>What deviates</xsl:text>
          <xsl:if test="@total > 0">
            <xsl:value-of select="concat(': ', $tally)"/>
          </xsl:if>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:if test="@total = 0">
        <xsl:text>  </xsl:text>
        <xsl:call-template name="clean"/>
        <xsl:text>&#10;</xsl:text>
      </xsl:if>
      <xsl:apply-templates select="group"/>
      <xsl:call-template name="unknown"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="report[differences]">
    <xsl:for-each select="differences">
      <xsl:choose>
        <xsl:when test="@total = 0">
          <xsl:call-template name="clean"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="count">
            <xsl:with-param name="n" select="@total"/>
            <xsl:with-param name="one" select="'difference'"/>
          </xsl:call-template>
          <xsl:text>: </xsl:text>
          <xsl:call-template name="tally"/>
          <xsl:text>.</xsl:text>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
    <xsl:if test="$detail != 'quiet'">
      <xsl:call-template name="compared"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="compared">
    <xsl:value-of select="concat('  A  ', assay:wrap(assay:plain(a), 80, 5, 5), '&#10;  B  ',
        assay:wrap(assay:plain(b), 80, 5, 5), '&#10;')"/>
    <xsl:if test="differences/group">
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:apply-templates select="differences/group"/>
    <xsl:for-each select="differences">
      <xsl:call-template name="unknown"/>
    </xsl:for-each>
    <xsl:apply-templates select="explained"/>
  </xsl:template>

  <xsl:template match="explained">
    <xsl:text>&#10;</xsl:text>
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="count(spelling)"/>
      <xsl:with-param name="one" select="'text'"/>
    </xsl:call-template>
    <xsl:text> spelled otherwise and judged equal, or only cosmetic:&#10;</xsl:text>
    <xsl:for-each select="spelling">
      <xsl:variable name="text">
        <xsl:value-of select="concat(@kind, ' ', assay:plain(object), ', ', @attribute, ': ')"/>
        <xsl:for-each select="rule">
          <xsl:if test="position() > 1">, </xsl:if>
          <xsl:value-of select="."/>
        </xsl:for-each>
        <xsl:if test="@cosmetic = 'yes'"> (cosmetic)</xsl:if>
      </xsl:variable>
      <xsl:variable name="a" select="assay:plain(normalize-space(expected))"/>
      <xsl:variable name="b" select="assay:plain(normalize-space(actual))"/>
      <xsl:value-of select="concat('&#10;  ', assay:wrap($text, 80, 2, 4))"/>
      <xsl:value-of select="concat('&#10;    A  ', assay:wrap(assay:excerpt($a, $b, $most), 80, 7, 7))"/>
      <xsl:value-of select="concat('&#10;    B  ', assay:wrap(assay:excerpt($b, $a, $most), 80, 7, 7), '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="unknown">
    <xsl:if test="@unknown > 0">
      <xsl:text>  </xsl:text>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="@unknown"/>
        <xsl:with-param name="one" select="'attribute'"/>
      </xsl:call-template>
      <xsl:text> could not be compared.&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="group">
    <xsl:text>  </xsl:text>
    <xsl:call-template name="paint">
      <xsl:with-param name="codes" select="'1'"/>
      <xsl:with-param name="text" select="assay:wrap(assay:plain(name), 80, 2, 4)"/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
    <!-- Each in an element, of which text output takes only the text: libxslt measures the text
         node it appends to again and again, which must not hold the whole report. -->
    <xsl:for-each select="difference">
      <part>
        <xsl:apply-templates select="."/>
      </part>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="difference">
    <xsl:text>    </xsl:text>
    <xsl:call-template name="severity"/>
    <xsl:text> </xsl:text>
    <xsl:variable name="change">
      <xsl:choose>
        <xsl:when test="not(ancestor::differences)"><xsl:value-of select="@change"/></xsl:when>
        <xsl:when test="ancestor::log and @change = 'missing'">dropped</xsl:when>
        <xsl:when test="ancestor::log and @change = 'unexpected'">created</xsl:when>
        <xsl:when test="@change = 'missing'">only in A</xsl:when>
        <xsl:when test="@change = 'unexpected'">only in B</xsl:when>
        <xsl:otherwise><xsl:value-of select="@change"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="text">
      <xsl:value-of select="concat(@kind, ' ', assay:plain(object))"/>
      <xsl:if test="actual">
        <xsl:text>, </xsl:text>
        <xsl:if test="@confidence &lt; $probable">probably </xsl:if>
        <xsl:value-of select="concat('named ', assay:plain(actual))"/>
      </xsl:if>
      <xsl:if test="revision">
        <xsl:value-of select="concat(' (expected since ', assay:plain(revision), ')')"/>
      </xsl:if>
      <xsl:if test="@waived = 'yes'">
        <xsl:text> (waived</xsl:text>
        <xsl:for-each select="waiver">
          <xsl:text> </xsl:text>
          <xsl:apply-templates select="." mode="words"/>
        </xsl:for-each>
        <xsl:text>)</xsl:text>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="concat(assay:pad($change, 10), ' ', assay:wrap($text, 80, 27, 27), '&#10;')"/>
    <xsl:apply-templates select="because"/>
    <xsl:apply-templates select="attribute" mode="drift"/>
  </xsl:template>

  <!-- "because column app.parent.k1 is named kk1". -->
  <xsl:template match="because">
    <xsl:variable name="text">
      <xsl:value-of select="concat('because ', @kind, ' ', assay:plain(object), ' is ')"/>
      <xsl:choose>
        <xsl:when test="@change = 'renamed'">
          <xsl:value-of select="concat('named ', assay:plain(actual))"/>
        </xsl:when>
        <xsl:when test="@change = 'changed'">changed</xsl:when>
        <xsl:when test="ancestor::log and @change = 'missing'">dropped</xsl:when>
        <xsl:when test="ancestor::log">created</xsl:when>
        <xsl:when test="ancestor::differences and @change = 'missing'">only in A</xsl:when>
        <xsl:when test="ancestor::differences">only in B</xsl:when>
        <xsl:otherwise><xsl:value-of select="@change"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="concat('      ', assay:wrap($text, 80, 6, 8), '&#10;')"/>
  </xsl:template>

  <xsl:template name="severity">
    <xsl:call-template name="paint">
      <xsl:with-param name="codes">
        <xsl:choose>
          <xsl:when test="@waived = 'yes' or @follows = 'yes'">2</xsl:when>
          <xsl:when test="@severity = 'security'">1;31</xsl:when>
          <xsl:when test="@severity = 'integrity'">31</xsl:when>
          <xsl:when test="@severity = 'performance'">33</xsl:when>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="text" select="assay:pad(@severity, 11)"/>
    </xsl:call-template>
  </xsl:template>

  <!-- On one line where it fits, else one below the other. -->
  <xsl:template match="attribute" mode="drift">
    <xsl:variable name="whole-a">
      <xsl:call-template name="side">
        <xsl:with-param name="of" select="expected"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="whole-b">
      <xsl:call-template name="side">
        <xsl:with-param name="of" select="actual"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="a" select="assay:excerpt($whole-a, $whole-b, $most)"/>
    <xsl:variable name="b" select="assay:excerpt($whole-b, $whole-a, $most)"/>
    <xsl:variable name="one" select="concat($left, ' ', $a, ', ', $right, ' ', $b)"/>
    <xsl:value-of select="concat('      ', @name, ':')"/>
    <xsl:choose>
      <xsl:when test="string-length(@name) + assay:width($one) &lt;= 72">
        <xsl:value-of select="concat(' ', $one, '&#10;')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('&#10;        ', assay:pad($left, 9), assay:wrap($a, 80, 17, 17),
            '&#10;        ', assay:pad($right, 9), assay:wrap($b, 80, 17, 17), '&#10;')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="side">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="not($of)">(none)</xsl:when>
      <xsl:when test="$of = ''">(empty)</xsl:when>
      <xsl:otherwise><xsl:value-of select="assay:plain($of)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
