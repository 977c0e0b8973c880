<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of html.xsl: the revisions, newest first, each with its lines, what is said of it and the
     evidence for it. A row's drawing is 32 pixels high and its lines run on below, so that a row
     may be as high as its text. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">
  <xsl:import href="common-graph.xsl"/>

  <xsl:key name="effects" match="evidence/effects" use="revision"/>

  <xsl:template match="graph" mode="page">
    <section id="revisions" aria-labelledby="revisions-is">
      <h2 id="revisions-is">Revisions</h2>
      <xsl:call-template name="legend"/>
      <ol class="graph">
        <xsl:apply-templates select="row | run" mode="page"/>
      </ol>
    </section>
  </xsl:template>

  <!-- What the signs mean, of those that occur. -->
  <xsl:template name="legend">
    <ul class="legend">
      <xsl:if test=".//row[@status = 'applied']">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'applied'"/>
          <xsl:with-param name="text" select="'applied'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@status = 'equal']">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'equal'"/>
          <xsl:with-param name="text" select="'applied or not: the schema is the same'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@half-applied]">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'half'"/>
          <xsl:with-param name="text" select="'half-applied'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@out-of-order]">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'early'"/>
          <xsl:with-param name="text" select="'out of order'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@status = 'pending']">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'pending'"/>
          <xsl:with-param name="text" select="'pending'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@matched]">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'applied'"/>
          <xsl:with-param name="matched" select="true()"/>
          <xsl:with-param name="text" select="'where the database is'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test=".//row[@stamped]">
        <xsl:call-template name="meaning">
          <xsl:with-param name="class" select="'applied'"/>
          <xsl:with-param name="stamped" select="true()"/>
          <xsl:with-param name="text" select="'where its stamp says'"/>
        </xsl:call-template>
      </xsl:if>
    </ul>
  </xsl:template>

  <xsl:template name="meaning">
    <xsl:param name="class"/>
    <xsl:param name="text"/>
    <xsl:param name="matched" select="false()"/>
    <xsl:param name="stamped" select="false()"/>
    <li class="{$class}">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <xsl:call-template name="sign">
          <xsl:with-param name="x" select="10"/>
          <xsl:with-param name="y" select="10"/>
          <xsl:with-param name="class" select="$class"/>
          <xsl:with-param name="matched" select="$matched"/>
          <xsl:with-param name="stamped" select="$stamped"/>
        </xsl:call-template>
      </svg>
      <xsl:value-of select="$text"/>
    </li>
  </xsl:template>

  <xsl:template match="run" mode="page">
    <xsl:text>&#10;</xsl:text>
    <li>
      <details class="fold">
        <summary class="row">
          <span class="lanes">
            <svg width="{$lanes-width}" height="32" aria-hidden="true">
              <xsl:for-each select="row[1]/line[@part != 'out']">
                <line x1="{12 + $pitch * @lane}" y1="0" x2="{12 + $pitch * @lane}" y2="9999">
                  <xsl:if test="@lane = ../@lane">
                    <xsl:attribute name="class">folded</xsl:attribute>
                  </xsl:if>
                </line>
              </xsl:for-each>
            </svg>
          </span>
          <span class="about">
            <xsl:value-of select="concat(count(row), ' ', @status, ' revisions, ')"/>
            <code>
              <xsl:value-of select="assay:plain(row[1]/revision)"/>
            </code>
            <xsl:text> back to </xsl:text>
            <code>
              <xsl:value-of select="assay:plain(row[last()]/revision)"/>
            </code>
          </span>
        </summary>
        <xsl:choose>
          <xsl:when test="count(row) > $whole">
            <noscript>
              <xsl:apply-templates select="." mode="rows"/>
            </noscript>
          </xsl:when>
          <xsl:otherwise>
            <xsl:apply-templates select="." mode="rows"/>
          </xsl:otherwise>
        </xsl:choose>
      </details>
    </li>
  </xsl:template>

  <xsl:template match="run" mode="rows">
    <ol>
      <xsl:apply-templates select="row" mode="page"/>
    </ol>
  </xsl:template>

  <xsl:template match="row" mode="page">
    <xsl:variable name="class">
      <xsl:call-template name="sign-class"/>
    </xsl:variable>
    <xsl:variable name="effects" select="key('effects', revision)"/>
    <xsl:text>&#10;</xsl:text>
    <assay:written>
      <li class="row {$class}">
        <div class="lanes">
          <svg width="{$lanes-width}" height="32" aria-hidden="true">
            <xsl:call-template name="lines">
              <xsl:with-param name="pitch" select="$pitch"/>
              <xsl:with-param name="end" select="9999"/>
            </xsl:call-template>
            <xsl:call-template name="sign">
              <xsl:with-param name="x" select="12 + $pitch * @lane"/>
              <xsl:with-param name="y" select="16"/>
              <xsl:with-param name="class" select="$class"/>
              <xsl:with-param name="matched" select="boolean(@matched)"/>
              <xsl:with-param name="stamped" select="boolean(@stamped)"/>
            </xsl:call-template>
          </svg>
        </div>
        <div class="about">
          <xsl:choose>
            <xsl:when test="$effects/*/object">
              <details>
                <summary>
                  <xsl:call-template name="row-line">
                    <xsl:with-param name="effects" select="$effects"/>
                  </xsl:call-template>
                </summary>
                <div>
                  <xsl:apply-templates select="$effects/*[object]" mode="effects"/>
                </div>
              </details>
            </xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="row-line"/>
            </xsl:otherwise>
          </xsl:choose>
        </div>
      </li>
    </assay:written>
  </xsl:template>

  <xsl:template name="row-line">
    <xsl:param name="effects" select="/.."/>
    <code class="id">
      <xsl:value-of select="assay:plain(revision)"/>
    </code>
    <xsl:text> </xsl:text>
    <xsl:call-template name="words-of-row"/>
    <xsl:if test="label">
      <xsl:value-of select="concat(assay:plain(label), ' ')"/>
    </xsl:if>
    <xsl:if test="depends-on">
      <span class="quiet">
        <xsl:text>depends on </xsl:text>
        <xsl:for-each select="depends-on">
          <xsl:if test="position() > 1">, </xsl:if>
          <xsl:value-of select="assay:plain(key('row', @row)/revision)"/>
        </xsl:for-each>
        <xsl:text> </xsl:text>
      </span>
    </xsl:if>
    <span class="quiet">
      <xsl:choose>
        <xsl:when test="$effects/*/object">
          <xsl:value-of select="concat(count($effects/present/object), ' of ', count($effects/*/object))"/>
          <xsl:text> effects there</xsl:text>
        </xsl:when>
        <xsl:when test="@status != 'pending'">nothing of it to be seen in a schema</xsl:when>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="word">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="$text = 'applied'">
        <span class="unseen">applied </span>
      </xsl:when>
      <xsl:otherwise>
        <span class="word">
          <xsl:value-of select="$text"/>
        </span>
        <xsl:text> </xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="present | absent | altered" mode="effects">
    <p>
      <xsl:choose>
        <xsl:when test="self::present">There: </xsl:when>
        <xsl:when test="self::absent">Not there: </xsl:when>
        <xsl:otherwise>There, but not as expected: </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="objects">
        <xsl:with-param name="of" select="object"/>
      </xsl:call-template>
    </p>
  </xsl:template>
</xsl:stylesheet>
