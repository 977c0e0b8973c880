<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- What drawings of the revision graph share: a row's lines, the sign of its revision and the words
     for it, each printed by the template `word` of the format. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    exclude-result-prefixes="assay" xmlns:assay="urn:assay:functions">

  <xsl:key name="row" match="graph//row" use="@n"/>

  <!-- Pixels from lane to lane; none where there are too many to draw. -->
  <xsl:variable name="pitch">
    <xsl:choose>
      <xsl:when test="/report/verdict/graph/@lanes = 0">0</xsl:when>
      <xsl:when test="/report/verdict/graph/@lanes &lt;= 8">16</xsl:when>
      <xsl:when test="/report/verdict/graph/@lanes &lt;= 24">8</xsl:when>
      <xsl:otherwise>4</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="lanes-width">
    <xsl:choose>
      <xsl:when test="/report/verdict/graph/@lanes > 0">
        <xsl:value-of select="24 + $pitch * (/report/verdict/graph/@lanes - 1)"/>
      </xsl:when>
      <xsl:otherwise>24</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- Of what is said of a revision, what its sign shows: the most unusual. -->
  <xsl:template name="sign-class">
    <xsl:choose>
      <xsl:when test="@half-applied">half</xsl:when>
      <xsl:when test="@out-of-order">early</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="@status"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="words-of-row">
    <xsl:if test="@matched">
      <xsl:call-template name="word">
        <xsl:with-param name="text" select="'the database is here'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@stamped">
      <xsl:call-template name="word">
        <xsl:with-param name="text" select="'stamp'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@half-applied">
      <xsl:call-template name="word">
        <xsl:with-param name="text">
          <xsl:choose>
            <xsl:when test="/report/verdict/half-applied/effects[revision = current()/revision]
                [not(present/object | altered/object)]">skipped</xsl:when>
            <xsl:otherwise>half-applied</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@out-of-order">
      <xsl:call-template name="word">
        <xsl:with-param name="text" select="'out of order'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="@status = 'applied'">
        <xsl:if test="not(@half-applied)">
          <xsl:call-template name="word">
            <xsl:with-param name="text" select="'applied'"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="@status = 'equal'">
        <xsl:call-template name="word">
          <xsl:with-param name="text" select="'same schema either way'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(@out-of-order)">
        <xsl:call-template name="word">
          <xsl:with-param name="text" select="'pending'"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="@head">
      <xsl:call-template name="word">
        <xsl:with-param name="text" select="'head'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A disk, a circle, a broken circle, half a disk, a diamond; a ring around where the database
       is, a square around where its stamp says. -->
  <xsl:template name="sign">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <xsl:param name="class"/>
    <xsl:param name="matched"/>
    <xsl:param name="stamped"/>
    <xsl:choose>
      <xsl:when test="$class = 'early'">
        <path class="dot" d="M{$x} {$y - 6}l6 6-6 6-6-6z"/>
      </xsl:when>
      <xsl:otherwise>
        <circle class="dot" cx="{$x}" cy="{$y}" r="5"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$class = 'half'">
      <path class="fill" d="M{$x} {$y - 5}a5 5 0 0 0 0 10z"/>
    </xsl:if>
    <xsl:if test="$matched">
      <circle class="ring" cx="{$x}" cy="{$y}" r="8.5"/>
    </xsl:if>
    <xsl:if test="$stamped">
      <rect class="ring" x="{$x - 8.5}" y="{$y - 8.5}" width="17" height="17"/>
    </xsl:if>
  </xsl:template>

  <!-- In a row that is 32 high: what comes in bends to the revision, what goes out from it; straight
       on from there to the end. -->
  <xsl:template name="lines">
    <xsl:param name="pitch"/>
    <xsl:param name="end" select="32"/>
    <xsl:param name="top" select="0"/>
    <xsl:variable name="own" select="12 + $pitch * @lane"/>
    <xsl:for-each select="line">
      <xsl:variable name="x" select="12 + $pitch * @lane"/>
      <xsl:choose>
        <xsl:when test="@part = 'pass'">
          <line x1="{$x}" y1="{$top}" x2="{$x}" y2="{$top + $end}"/>
        </xsl:when>
        <xsl:when test="@part = 'in' and $x = $own">
          <line x1="{$x}" y1="{$top}" x2="{$x}" y2="{$top + 16}"/>
        </xsl:when>
        <xsl:when test="@part = 'in'">
          <path d="M{$x} {$top}C{$x} {$top + 12} {$own} {$top + 4} {$own} {$top + 16}"/>
        </xsl:when>
        <xsl:when test="$x = $own">
          <line x1="{$x}" y1="{$top + 16}" x2="{$x}" y2="{$top + $end}"/>
        </xsl:when>
        <xsl:otherwise>
          <path d="M{$own} {$top + 16}C{$own} {$top + 28} {$x} {$top + 20} {$x} {$top + 32}V{$top + $end}"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
