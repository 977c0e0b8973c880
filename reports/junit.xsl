<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- JUnit's XML, as Jenkins and GitLab read it: failure = drift, error = could not be read or
     decided, skipped = not comparable. What does not count is a test that passes. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" extension-element-prefixes="assay">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="common-deviation.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:variable name="longest" select="1000000000"/>

  <xsl:template match="/report">
    <xsl:variable name="deviations" select="*/group/difference"/>
    <xsl:variable name="found" select="findings/finding[@undecided = 'no']"/>
    <xsl:variable name="undecided" select="findings/finding[@undecided = 'yes']"/>
    <!-- Nothing that was compared is nothing that could be called equal. -->
    <xsl:variable name="nothing" select="differences[@compared = 0]"/>
    <xsl:variable name="skipped" select="snapshot/limits/limit[@intended = 'no'] | */@unknown[. > 0]"/>
    <xsl:variable name="failures" select="count($found) + count($deviations[@counts = 'yes'])"/>
    <xsl:variable name="errors" select="count($undecided | $nothing)"/>
    <xsl:variable name="tests"
        select="1 + count($found | $undecided | $skipped | $nothing) + count($deviations)"/>
    <testsuites name="assay" tests="{$tests}" failures="{$failures}" errors="{$errors}">
      <testsuite name="assay {@command}" tests="{$tests}" failures="{$failures}" errors="{$errors}"
          skipped="{count($skipped)}">
        <xsl:if test="snapshot/@taken-at">
          <xsl:attribute name="timestamp">
            <xsl:value-of select="substring(snapshot/@taken-at, 1, 19)"/>
          </xsl:attribute>
        </xsl:if>
        <assay:written level="2">
          <properties>
            <xsl:apply-templates select="snapshot/target | snapshot/server | verdict/history/project |
                verdict/revisions/revision | @fingerprint | a | b"/>
          </properties>
          <!-- There is always one: a suite without tests looks like a run that went wrong. -->
          <testcase classname="assay.verdict" name="the schema was compared">
            <xsl:apply-templates select="verdict | differences" mode="output"/>
          </testcase>
          <xsl:apply-templates select="$found | $undecided | $nothing"/>
        </assay:written>
        <xsl:apply-templates select="$deviations"/>
        <assay:written level="2">
          <xsl:apply-templates select="$skipped"/>
        </assay:written>
        <xsl:text>&#10;  </xsl:text>
      </testsuite>
    </testsuites>
  </xsl:template>

  <xsl:template match="target | server | project | revision | a | b | @fingerprint">
    <property name="{name()}" value="{assay:plain(.)}"/>
  </xsl:template>

  <xsl:template match="verdict" mode="output">
    <system-out><xsl:call-template name="sentence"/></system-out>
  </xsl:template>

  <xsl:template match="differences" mode="output">
    <system-out><xsl:call-template name="clean-or-tally"/></system-out>
  </xsl:template>

  <xsl:template name="clean-or-tally">
    <xsl:if test="@total = 0"><xsl:call-template name="clean"/></xsl:if>
    <xsl:if test="@total > 0"><xsl:call-template name="tally"/></xsl:if>
  </xsl:template>

  <xsl:template match="finding">
    <testcase classname="assay.verdict" name="{@rule}">
      <xsl:if test="@undecided = 'no'">
        <failure type="{@rule}" message="{assay:plain(.)}"/>
      </xsl:if>
      <xsl:if test="@undecided = 'yes'">
        <error type="{@rule}" message="{assay:plain(.)}"/>
      </xsl:if>
    </testcase>
  </xsl:template>

  <xsl:template match="differences">
    <testcase classname="assay.verdict" name="not-compared">
      <error type="not-compared" message="Nothing was compared."/>
    </testcase>
  </xsl:template>

  <xsl:template match="difference">
    <xsl:variable name="phrase"><xsl:apply-templates select="." mode="phrase"/></xsl:variable>
    <xsl:variable name="text">
      <xsl:value-of select="concat($phrase, '&#10;')"/>
      <xsl:apply-templates select="because | attribute" mode="lines"/>
      <xsl:if test="file">
        <xsl:value-of select="concat('profile: ', assay:plain(file), ':', file/@line, '&#10;')"/>
      </xsl:if>
    </xsl:variable>
    <assay:written level="2">
      <testcase classname="assay.drift.{assay:plain(../name)}" name="{@change} {@kind} {assay:plain(object)}">
        <xsl:choose>
          <xsl:when test="@counts = 'yes'">
            <failure type="{@severity}" message="{$phrase}"><xsl:value-of select="$text"/></failure>
          </xsl:when>
          <xsl:otherwise>
            <system-out>
              <xsl:if test="@waived = 'yes'">waived: </xsl:if>
              <xsl:for-each select="waiver">
                <xsl:value-of select="concat(assay:plain(reason), ' (', assay:plain(owner), ', until ', @until, ')&#10;')"/>
              </xsl:for-each>
              <xsl:if test="@waived = 'no'">does not count: </xsl:if>
              <xsl:value-of select="$text"/>
            </system-out>
          </xsl:otherwise>
        </xsl:choose>
      </testcase>
    </assay:written>
  </xsl:template>

  <xsl:template match="because" mode="lines">
    <xsl:value-of select="concat('because ', @kind, ' ', assay:plain(object), ' is ', @change, '&#10;')"/>
  </xsl:template>

  <xsl:template match="attribute" mode="lines">
    <xsl:value-of select="concat(@name, '&#10;  ')"/>
    <xsl:call-template name="side-name">
      <xsl:with-param name="a" select="true()"/>
    </xsl:call-template>
    <xsl:value-of select="concat(': ', assay:lines(expected, 4), substring('(none)', 1, 6 * not(expected)), '&#10;  ')"/>
    <xsl:call-template name="side-name"/>
    <xsl:value-of select="concat(': ', assay:lines(actual, 4), substring('(none)', 1, 6 * not(actual)), '&#10;')"/>
  </xsl:template>

  <xsl:template match="limit">
    <testcase classname="assay.coverage" name="{@kind} {assay:plain(reason)}">
      <skipped>
        <xsl:attribute name="message">
          <xsl:value-of select="concat(@kind, substring(': ', 1 + 2 * (@kind = '')), assay:plain(reason))"/>
          <xsl:if test="@count > 0">
            <xsl:value-of select="concat(' (', @count, ')')"/>
          </xsl:if>
        </xsl:attribute>
      </skipped>
    </testcase>
  </xsl:template>

  <xsl:template match="@unknown">
    <testcase classname="assay.coverage" name="attributes">
      <skipped message="{.} could not be compared"/>
    </testcase>
  </xsl:template>
</xsl:stylesheet>
