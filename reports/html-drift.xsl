<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of html.xsl: what deviates, for audit and for diff: a box for each table, worst first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">

  <!-- What the two sides are called. -->
  <xsl:variable name="left-side">
    <xsl:if test="/report/differences">A</xsl:if>
    <xsl:if test="/report/drift">expected</xsl:if>
  </xsl:variable>
  <xsl:variable name="right-side">
    <xsl:if test="/report/differences">B</xsl:if>
    <xsl:if test="/report/drift">actual</xsl:if>
  </xsl:variable>

  <!-- So many deviations are shown unfolded; of more, the first tables. -->
  <xsl:variable name="unfolded" select="100"/>
  <!-- Of more than these, what is folded becomes part of the page only when it is unfolded, which
       html.js does: a browser needs long for a million nodes. Without scripts it is there at once. -->
  <xsl:variable name="whole" select="500"/>
  <!-- A longer text gets a box of its own to scroll in. -->
  <xsl:variable name="long-text" select="1500"/>

  <xsl:template match="drift" mode="page">
    <xsl:if test="@judged = 'yes' and not(../verdict/@match = 'unrecognised')">
      <section id="drift" aria-labelledby="drift-is">
        <h2 id="drift-is">What deviates</h2>
        <xsl:call-template name="deviations"/>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="report[differences]" mode="title">
    <xsl:choose>
      <xsl:when test="differences/@total = 0">No differences</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="differences/@total"/>
          <xsl:with-param name="one" select="'difference'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>: Assay diff</xsl:text>
  </xsl:template>

  <xsl:template match="report[differences]" mode="page">
    <xsl:variable name="tone">
      <xsl:choose>
        <xsl:when test="differences/@compared = 0">unsure</xsl:when>
        <xsl:when test="differences/@total = 0">good</xsl:when>
        <xsl:otherwise>bad</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <section id="verdict" class="card verdict {$tone}" aria-labelledby="verdict-is">
      <h1 id="verdict-is">
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
              <xsl:text> between the two schemas.</xsl:text>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </h1>
      <dl class="facts">
        <dt>A</dt>
        <dd>
          <xsl:value-of select="assay:plain(a)"/>
        </dd>
        <dt>B</dt>
        <dd>
          <xsl:value-of select="assay:plain(b)"/>
        </dd>
      </dl>
    </section>
    <section id="drift" aria-labelledby="drift-is">
      <h2 id="drift-is">Differences</h2>
      <xsl:for-each select="differences">
        <xsl:call-template name="deviations"/>
      </xsl:for-each>
    </section>
    <xsl:apply-templates select="explained[spelling]" mode="page"/>
  </xsl:template>

  <xsl:template match="explained" mode="page">
    <section aria-labelledby="spelled-is">
      <h2 id="spelled-is">Spelled otherwise, and judged equal or only cosmetic</h2>
      <div class="group">
        <xsl:for-each select="spelling">
          <div class="deviation">
            <p class="what">
              <span>
                <xsl:value-of select="@kind"/>
              </span>
              <code>
                <xsl:value-of select="assay:plain(object)"/>
              </code>
              <span class="quiet">
                <xsl:for-each select="rule">
                  <xsl:if test="position() > 1">, </xsl:if>
                  <xsl:value-of select="assay:plain(.)"/>
                </xsl:for-each>
                <xsl:if test="@cosmetic = 'yes'"> (cosmetic)</xsl:if>
              </span>
            </p>
            <dl class="pairs">
              <xsl:call-template name="pair">
                <xsl:with-param name="name" select="@attribute"/>
              </xsl:call-template>
            </dl>
          </div>
        </xsl:for-each>
      </div>
    </section>
  </xsl:template>

  <xsl:template name="deviations">
    <xsl:choose>
      <xsl:when test="@total = 0">
        <p class="card">
          <xsl:call-template name="clean"/>
        </p>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="filter"/>
        <div>
          <xsl:if test="@total > $whole">
            <xsl:attribute name="class">many</xsl:attribute>
          </xsl:if>
          <xsl:apply-templates select="group" mode="page"/>
        </div>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@unknown > 0">
      <p>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@unknown"/>
          <xsl:with-param name="one" select="'attribute'"/>
        </xsl:call-template>
        <xsl:text> could not be compared.</xsl:text>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template name="filter">
    <p>
      <xsl:call-template name="tally"/>
      <xsl:text>.</xsl:text>
    </p>
    <form class="filter" id="filter" data-total="{@total}" hidden="hidden" role="search" aria-label="Filter what deviates">
      <label>
        <xsl:text>Text</xsl:text>
        <input type="search" name="text" autocomplete="off" spellcheck="false"/>
      </label>
      <label>
        <xsl:text>Kind</xsl:text>
        <select name="kind">
          <option value="">all</option>
          <xsl:for-each select="rule[not(@kind = preceding-sibling::rule/@kind)]">
            <xsl:sort select="@kind"/>
            <option>
              <xsl:value-of select="@kind"/>
            </option>
          </xsl:for-each>
        </select>
      </label>
      <label>
        <xsl:text>Change</xsl:text>
        <select name="change">
          <option value="">all</option>
          <xsl:for-each select="@missing[. > 0] | @unexpected[. > 0] | @changed[. > 0] | @renamed[. > 0]">
            <option value="{name()}">
              <xsl:call-template name="change-words">
                <xsl:with-param name="change" select="name()"/>
              </xsl:call-template>
              <xsl:value-of select="concat(' (', ., ')')"/>
            </option>
          </xsl:for-each>
        </select>
      </label>
      <fieldset>
        <legend>Severity</legend>
        <xsl:for-each select="@security[. > 0] | @integrity[. > 0] | @performance[. > 0] | @cosmetic[. > 0]">
          <xsl:call-template name="severity-box">
            <xsl:with-param name="name" select="name()"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="@waived[. > 0]">
          <xsl:call-template name="severity-box">
            <xsl:with-param name="name" select="'waived'"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="@follow[. > 0]">
          <xsl:call-template name="severity-box">
            <xsl:with-param name="name" select="'follows'"/>
          </xsl:call-template>
        </xsl:for-each>
      </fieldset>
      <button type="reset">Show all</button>
      <button type="button" name="open">Unfold all</button>
      <button type="button" name="close">Fold all</button>
      <output name="shown">&#160;</output>
    </form>
  </xsl:template>

  <xsl:template name="severity-box">
    <xsl:param name="name"/>
    <label>
      <input type="checkbox" name="severity" value="{$name}" checked="checked"/>
      <xsl:value-of select="concat($name, ' (', ., ')')"/>
    </label>
  </xsl:template>

  <xsl:template match="group" mode="page">
    <xsl:variable name="open"
        select="../@total &lt;= $unfolded or (position() &lt;= 3 and count(difference) &lt;= $unfolded)"/>
    <xsl:text>&#10;</xsl:text>
    <assay:written>
      <details class="group">
        <xsl:if test="$open">
          <xsl:attribute name="open">open</xsl:attribute>
        </xsl:if>
        <summary>
          <h3>
            <code>
              <xsl:value-of select="assay:plain(name)"/>
            </code>
          </h3>
          <span class="quiet">
            <xsl:for-each select="@security[. > 0] | @integrity[. > 0] | @performance[. > 0] | @cosmetic[. > 0]">
              <xsl:if test="position() > 1">, </xsl:if>
              <xsl:value-of select="concat(., ' ', name())"/>
            </xsl:for-each>
          </span>
        </summary>
        <xsl:choose>
          <xsl:when test="../@total > $whole and not($open)">
            <noscript>
              <xsl:apply-templates select="difference" mode="page"/>
            </noscript>
          </xsl:when>
          <xsl:otherwise>
            <xsl:apply-templates select="difference" mode="page"/>
          </xsl:otherwise>
        </xsl:choose>
      </details>
    </assay:written>
  </xsl:template>

  <xsl:template match="difference" mode="page">
    <xsl:variable name="rank">
      <xsl:choose>
        <xsl:when test="@waived = 'yes'">waived</xsl:when>
        <xsl:when test="@follows = 'yes'">follows</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="@severity"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <div class="deviation" data-severity="{$rank}" data-kind="{@kind}" data-change="{@change}">
      <p class="what">
        <span class="word {@severity}">
          <xsl:value-of select="@severity"/>
        </span>
        <xsl:if test="@waived = 'yes'">
          <span class="word waived">waived</span>
        </xsl:if>
        <span>
          <xsl:call-template name="change-words">
            <xsl:with-param name="change" select="@change"/>
          </xsl:call-template>
          <xsl:value-of select="concat(' ', @kind)"/>
        </span>
        <code>
          <xsl:value-of select="assay:plain(object)"/>
        </code>
        <xsl:if test="actual">
          <span>
            <xsl:if test="@confidence &lt; 0.9">probably </xsl:if>
            <xsl:text>named </xsl:text>
            <code>
              <xsl:value-of select="assay:plain(actual)"/>
            </code>
          </span>
        </xsl:if>
        <xsl:if test="revision">
          <span class="quiet">
            <xsl:value-of select="concat('expected since ', assay:plain(revision))"/>
          </span>
        </xsl:if>
      </p>
      <xsl:for-each select="waiver">
        <p class="quiet">
          <xsl:text>waived </xsl:text>
          <xsl:apply-templates select="." mode="words"/>
        </p>
      </xsl:for-each>
      <xsl:apply-templates select="because" mode="page"/>
      <xsl:if test="attribute">
        <dl class="pairs">
          <xsl:for-each select="attribute">
            <xsl:call-template name="pair">
              <xsl:with-param name="name" select="@name"/>
            </xsl:call-template>
          </xsl:for-each>
        </dl>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="change-words">
    <xsl:param name="change"/>
    <xsl:choose>
      <xsl:when test="/report/drift"><xsl:value-of select="$change"/></xsl:when>
      <xsl:when test="$change = 'missing'">only in A</xsl:when>
      <xsl:when test="$change = 'unexpected'">only in B</xsl:when>
      <xsl:otherwise><xsl:value-of select="$change"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="because" mode="page">
    <p class="quiet">
      <xsl:value-of select="concat('because ', @kind, ' ')"/>
      <code>
        <xsl:value-of select="assay:plain(object)"/>
      </code>
      <xsl:text> is </xsl:text>
      <xsl:choose>
        <xsl:when test="@change = 'renamed'">
          <xsl:text>named </xsl:text>
          <code>
            <xsl:value-of select="assay:plain(actual)"/>
          </code>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="change-words">
            <xsl:with-param name="change" select="@change"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

  <!-- Expected and actual side by side, or one below the other where there is no room. -->
  <xsl:template name="pair">
    <xsl:param name="name"/>
    <div>
      <dt>
        <xsl:value-of select="$name"/>
      </dt>
      <dd>
        <span class="side">
          <xsl:value-of select="$left-side"/>
        </span>
        <xsl:call-template name="value">
          <xsl:with-param name="of" select="expected"/>
          <xsl:with-param name="name" select="concat($name, ', ', $left-side)"/>
        </xsl:call-template>
      </dd>
      <dd>
        <span class="side">
          <xsl:value-of select="$right-side"/>
        </span>
        <xsl:call-template name="value">
          <xsl:with-param name="of" select="actual"/>
          <xsl:with-param name="name" select="concat($name, ', ', $right-side)"/>
        </xsl:call-template>
      </dd>
    </div>
  </xsl:template>

  <xsl:template name="value">
    <xsl:param name="of"/>
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="not($of)">
        <span class="quiet">none</span>
      </xsl:when>
      <xsl:when test="$of = ''">
        <span class="quiet">empty</span>
      </xsl:when>
      <xsl:when test="string-length($of) > $long-text">
        <div class="code long" tabindex="0" role="region" aria-label="{$name}">
          <xsl:apply-templates select="$of/node()" mode="words"/>
        </div>
      </xsl:when>
      <xsl:otherwise>
        <span class="code">
          <xsl:apply-templates select="$of/node()" mode="words"/>
        </span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="text()" mode="words">
    <xsl:value-of select="assay:source(.)"/>
  </xsl:template>

  <xsl:template match="differing" mode="words">
    <mark>
      <xsl:value-of select="assay:source(.)"/>
    </mark>
  </xsl:template>
</xsl:stylesheet>
