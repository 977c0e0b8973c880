<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- One page that stands for itself: the verdict, what to run, what deviates, the revisions and what
     could be seen. Its style and its script are inside it, and its policy allows these two by their
     hashes and nothing else: no request, no attribute that is code. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" extension-element-prefixes="assay">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="html-drift.xsl"/>
  <xsl:import href="html-graph.xsl"/>
  <xsl:import href="html-ledger.xsl"/>
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>

  <xsl:variable name="style" select="assay:part('html.css')"/>
  <xsl:variable name="script" select="assay:part('html.js')"/>

  <xsl:template match="/report">
    <html lang="en">
      <head>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{
            assay:digest($style)}'; script-src 'sha256-{assay:digest($script)
            }'; base-uri 'none'; form-action 'none'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="referrer" content="no-referrer"/>
        <title>
          <xsl:apply-templates select="." mode="title"/>
        </title>
        <style><xsl:value-of select="$style"/></style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the result</a>
        <div class="page">
          <header class="top">
            <p class="brand">
              <xsl:value-of select="concat('Assay ', @command)"/>
            </p>
            <button type="button" id="theme" hidden="hidden">Theme</button>
          </header>
          <xsl:text>&#10;</xsl:text>
          <div class="columns">
            <nav class="contents" aria-label="Contents">
              <ul>
                <xsl:apply-templates select="." mode="contents"/>
              </ul>
            </nav>
            <main id="main">
              <xsl:apply-templates select="." mode="page"/>
            </main>
          </div>
          <xsl:text>&#10;</xsl:text>
          <footer>
            <p>
              <xsl:value-of select="concat('Made by assay ', @version)"/>
              <xsl:if test="snapshot/@taken-at">
                <xsl:text> from what was read at </xsl:text>
                <xsl:call-template name="time">
                  <xsl:with-param name="of" select="snapshot/@taken-at"/>
                </xsl:call-template>
              </xsl:if>
              <xsl:text>. This page is complete in itself: it loads nothing and sends nothing.</xsl:text>
            </p>
          </footer>
          <p class="unseen" role="status" id="copied"/>
        </div>
        <script><xsl:value-of select="$script"/></script>
      </body>
    </html>
  </xsl:template>

  <!-- Entries of the table of contents: a section has one if it is there. -->
  <xsl:template match="report" mode="contents">
    <xsl:if test="verdict">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'verdict'"/>
        <xsl:with-param name="text" select="'Verdict'"/>
      </xsl:call-template>
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'run'"/>
        <xsl:with-param name="text" select="'What to run'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="drift[@judged = 'yes' and not(../verdict/@match = 'unrecognised')]">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'drift'"/>
        <xsl:with-param name="text" select="'What deviates'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="differences">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'drift'"/>
        <xsl:with-param name="text" select="'Differences'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="verdict/graph">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'revisions'"/>
        <xsl:with-param name="text" select="'Revisions'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="verdict[runner-up or equal/@total > 1 or others/other]">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'others'"/>
        <xsl:with-param name="text" select="'Other answers'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="snapshot">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'coverage'"/>
        <xsl:with-param name="text" select="'Coverage and limits'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:param name="id"/>
    <xsl:param name="text"/>
    <li>
      <a href="#{$id}">
        <xsl:value-of select="$text"/>
      </a>
    </li>
  </xsl:template>

  <xsl:template match="report" mode="title">
    <xsl:value-of select="concat('Assay ', @command)"/>
    <xsl:if test="snapshot/target">
      <xsl:value-of select="concat(': ', assay:plain(snapshot/target))"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="report[verdict]" mode="title">
    <xsl:apply-templates select="." mode="badge"/>
    <xsl:value-of select="concat(': ', assay:plain(snapshot/target))"/>
  </xsl:template>

  <xsl:template match="report[verdict]" mode="page">
    <xsl:apply-templates select="verdict" mode="card"/>
    <xsl:apply-templates select="commands" mode="page"/>
    <xsl:apply-templates select="drift" mode="page"/>
    <xsl:apply-templates select="verdict/graph" mode="page"/>
    <xsl:apply-templates select="verdict[runner-up or equal/@total > 1 or others/other]" mode="others"/>
    <xsl:apply-templates select="snapshot" mode="page"/>
  </xsl:template>

  <!-- The verdict. -->

  <xsl:template match="report" mode="tone">
    <xsl:choose>
      <xsl:when test="@exit-status = 0">good</xsl:when>
      <xsl:when test="@exit-status = 1">bad</xsl:when>
      <xsl:otherwise>unsure</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="report" mode="badge">
    <xsl:choose>
      <xsl:when test="@exit-status = 3">Undecided</xsl:when>
      <xsl:when test="verdict/@state = 'fresh'">Empty</xsl:when>
      <xsl:when test="not(verdict/@match)">Not judged</xsl:when>
      <xsl:when test="verdict/@match = 'partial'">Not safe to stamp</xsl:when>
      <xsl:when test="verdict/@match = 'unrecognised'">Not recognised</xsl:when>
      <xsl:when test="@exit-status = 0">As it should be</xsl:when>
      <xsl:when test="drift/@counted > 0">Deviates</xsl:when>
      <xsl:otherwise>Not as it should be</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A tick, an exclamation mark or a question mark: told apart without colour. -->
  <xsl:template match="report" mode="sign">
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2"
        stroke-linecap="round" stroke-linejoin="round">
      <xsl:choose>
        <xsl:when test="@exit-status = 0">
          <circle cx="12" cy="12" r="10"/>
          <path d="M7.5 12.5l3 3 6-6.5"/>
        </xsl:when>
        <xsl:when test="@exit-status = 1">
          <path d="M12 2.5L22.5 21h-21z"/>
          <path d="M12 9.5v5M12 17.8v.2"/>
        </xsl:when>
        <xsl:otherwise>
          <circle cx="12" cy="12" r="10"/>
          <path d="M9.3 9.4a2.8 2.8 0 1 1 4.2 2.5c-1 .6-1.5 1.1-1.5 2.2M12 17.3v.2"/>
        </xsl:otherwise>
      </xsl:choose>
    </svg>
  </xsl:template>

  <xsl:template match="verdict" mode="card">
    <xsl:variable name="tone">
      <xsl:apply-templates select=".." mode="tone"/>
    </xsl:variable>
    <section id="verdict" class="card verdict {$tone}" aria-labelledby="verdict-is">
      <p class="badge">
        <xsl:apply-templates select=".." mode="sign"/>
        <xsl:apply-templates select=".." mode="badge"/>
      </p>
      <h1 id="verdict-is">
        <xsl:apply-templates select="." mode="headline"/>
      </h1>
      <xsl:apply-templates select="." mode="advice"/>
      <dl class="facts two">
        <xsl:apply-templates select="." mode="facts"/>
      </dl>
    </section>
  </xsl:template>

  <xsl:template match="verdict[@match = 'exact']" mode="headline">
    <xsl:text>The database is </xsl:text>
    <xsl:call-template name="at"/>
    <xsl:text>, exactly as the history says.</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'drifted']" mode="headline">
    <xsl:text>The database is </xsl:text>
    <xsl:call-template name="at"/>
    <xsl:text>, but </xsl:text>
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="../drift/@total"/>
      <xsl:with-param name="one" select="'object'"/>
    </xsl:call-template>
    <xsl:text> in it </xsl:text>
    <xsl:choose>
      <xsl:when test="../drift/@total = 1">deviates</xsl:when>
      <xsl:otherwise>deviate</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="../drift/@total != ../drift/@counted">
      <xsl:choose>
        <xsl:when test="../drift/@counted = 0">, none in a way that counts</xsl:when>
        <xsl:when test="../drift/@counted = 1">, one in a way that counts</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat(', ', ../drift/@counted, ' in a way that counts')"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:text>.</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'partial']" mode="headline">
    <xsl:text>The database is between revisions</xsl:text>
    <xsl:if test="revisions/revision">
      <xsl:text>, nearest to </xsl:text>
      <xsl:call-template name="coded"/>
    </xsl:if>
    <xsl:text>: it is not safe to record one as it is.</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'ambiguous']" mode="headline">
    <xsl:text>It cannot be decided which revision the database is at: </xsl:text>
    <xsl:call-template name="coded"/>
    <xsl:text> and others explain it about equally well.</xsl:text>
  </xsl:template>

  <xsl:template match="verdict[@match = 'unrecognised']" mode="headline">
    <xsl:text>Nothing of </xsl:text>
    <xsl:choose>
      <xsl:when test="history and not(others/other)">
        <xsl:text>the history </xsl:text>
        <code>
          <xsl:value-of select="assay:plain(history/project)"/>
        </code>
      </xsl:when>
      <xsl:otherwise>any known history</xsl:otherwise>
    </xsl:choose>
    <xsl:text> is in the database.</xsl:text>
  </xsl:template>

  <xsl:template match="verdict" mode="headline">
    <xsl:choose>
      <xsl:when test="@state = 'fresh'">The database is empty: no revision has been applied.</xsl:when>
      <xsl:otherwise>The database was not judged: there is no history to compare it with.</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="at">
    <xsl:choose>
      <xsl:when test="revisions/revision">
        <xsl:text>at </xsl:text>
        <xsl:call-template name="coded"/>
      </xsl:when>
      <xsl:otherwise>before the first revision</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "revision 003", "revisions a1 and b2", each in <code>. -->
  <xsl:template name="coded">
    <xsl:text>revision</xsl:text>
    <xsl:if test="count(revisions/revision) > 1">s</xsl:if>
    <xsl:text> </xsl:text>
    <xsl:call-template name="codes">
      <xsl:with-param name="of" select="revisions/revision"/>
      <xsl:with-param name="max" select="6"/>
    </xsl:call-template>
  </xsl:template>

  <!-- What follows from it: the stamp, the reason, what was asked for. -->
  <xsl:template match="verdict" mode="advice">
    <p class="advice">
      <xsl:choose>
        <xsl:when test="@state = 'legacy'">No stamp says which revision it is at.</xsl:when>
        <xsl:when test="stamp[@status = 'agrees' or not(../../findings/finding)]">
          <xsl:text>Its stamp </xsl:text>
          <xsl:for-each select="stamp">
            <xsl:call-template name="stamp-words"/>
          </xsl:for-each>
          <xsl:text>.</xsl:text>
        </xsl:when>
        <xsl:when test="@state = 'fresh'">Its migrations can start from the beginning.</xsl:when>
      </xsl:choose>
      <xsl:if test="../asked/revision">
        <xsl:text> Asked for was </xsl:text>
        <xsl:call-template name="codes">
          <xsl:with-param name="of" select="../asked/revision"/>
        </xsl:call-template>
        <xsl:text>.</xsl:text>
      </xsl:if>
      <xsl:if test="pending/revision and not(@match = 'unrecognised')">
        <xsl:text> </xsl:text>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="count(pending/revision)"/>
          <xsl:with-param name="one" select="'revision'"/>
        </xsl:call-template>
        <xsl:choose>
          <xsl:when test="count(pending/revision) = 1"> is pending.</xsl:when>
          <xsl:otherwise> are pending.</xsl:otherwise>
        </xsl:choose>
      </xsl:if>
      <xsl:if test="@undecided-by-limit = 'yes'"> Something that the history uses could not be read.</xsl:if>
    </p>
    <xsl:for-each select="partial-reason[not(../../findings/finding)]">
      <p class="advice">
        <xsl:value-of select="assay:plain(.)"/>
      </p>
    </xsl:for-each>
    <xsl:if test="../findings/finding">
      <ul class="notes advice">
        <xsl:for-each select="../findings/finding">
          <li>
            <xsl:value-of select="assay:plain(.)"/>
          </li>
        </xsl:for-each>
      </ul>
    </xsl:if>
  </xsl:template>

  <xsl:template match="verdict" mode="facts">
    <xsl:for-each select="../snapshot">
      <xsl:call-template name="origin"/>
    </xsl:for-each>
    <xsl:for-each select="history">
      <dt>History</dt>
      <dd>
        <xsl:value-of select="concat(assay:plain(project), ', ')"/>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@revisions"/>
          <xsl:with-param name="one" select="'revision'"/>
        </xsl:call-template>
        <xsl:if test="tool">
          <xsl:value-of select="concat(', ', assay:plain(tool))"/>
        </xsl:if>
      </dd>
    </xsl:for-each>
    <xsl:for-each select="../baseline">
      <dt>Baseline</dt>
      <dd>
        <xsl:text>only what is new since </xsl:text>
        <xsl:apply-templates select="." mode="words"/>
      </dd>
    </xsl:for-each>
    <xsl:for-each select="schema">
      <dt>Schema</dt>
      <dd>
        <xsl:text>the history's objects are in </xsl:text>
        <code>
          <xsl:value-of select="assay:plain(.)"/>
        </code>
      </dd>
    </xsl:for-each>
    <xsl:for-each select="stamp">
      <dt>Stamp</dt>
      <dd>
        <code>
          <xsl:value-of select="assay:plain(table)"/>
        </code>
        <xsl:value-of select="concat(' (', assay:plain(tool), ')')"/>
        <xsl:if test="revisions/revision">
          <xsl:text> says </xsl:text>
          <xsl:call-template name="codes">
            <xsl:with-param name="of" select="revisions/revision"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="detail">
          <xsl:value-of select="concat(': ', assay:plain(detail))"/>
        </xsl:if>
      </dd>
    </xsl:for-each>
    <xsl:for-each select="evidence[@applied > 0]">
      <dt>Evidence</dt>
      <dd>
        <xsl:value-of select="concat(@present, ' of ', @present + @absent + @altered, ' effects of ')"/>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="@applied"/>
          <xsl:with-param name="one" select="'applied revision'"/>
        </xsl:call-template>
        <xsl:text> found as expected</xsl:text>
      </dd>
    </xsl:for-each>
    <xsl:if test="@match and @match != 'unrecognised'">
      <dt>Confidence</dt>
      <dd>
        <xsl:value-of select="concat(@certainty, ' (', @confidence, ')')"/>
      </dd>
    </xsl:if>
  </xsl:template>

  <!-- What to run. -->

  <xsl:template match="commands" mode="page">
    <xsl:variable name="first">
      <xsl:for-each select="..">
        <xsl:call-template name="repair-first"/>
      </xsl:for-each>
    </xsl:variable>
    <section id="run" aria-labelledby="run-is">
      <h2 id="run-is">What to run</h2>
      <div class="card run">
        <xsl:if test="$first != ''">
          <p>
            <xsl:value-of select="concat(translate(substring($first, 1, 1), 'f', 'F'), substring($first, 2), '.')"/>
          </p>
        </xsl:if>
        <xsl:apply-templates select="command" mode="page"/>
        <xsl:if test="not(command)">
          <p>
            <xsl:for-each select="..">
              <xsl:call-template name="no-command"/>
            </xsl:for-each>
          </p>
        </xsl:if>
      </div>
    </section>
  </xsl:template>

  <xsl:template match="command" mode="page">
    <xsl:variable name="purpose">
      <xsl:call-template name="purpose"/>
    </xsl:variable>
    <xsl:for-each select="shell | sql">
      <div class="command">
        <p>
          <xsl:value-of select="$purpose"/>
          <xsl:if test="self::sql and ../shell">, or in SQL</xsl:if>
          <xsl:if test="self::sql and not(../shell)">, in SQL</xsl:if>
        </p>
        <pre>
          <xsl:value-of select="assay:source(.)"/>
        </pre>
        <button type="button" hidden="hidden" data-copy="{assay:json(.)}" aria-label="Copy: {$purpose}">Copy</button>
      </div>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="purpose">
    <xsl:choose>
      <xsl:when test="@purpose = 'backup'">Back up first</xsl:when>
      <xsl:when test="@purpose = 'repair'">Repair what deviates</xsl:when>
      <xsl:when test="@purpose = 'stamp'">Record the revision it is at</xsl:when>
      <xsl:when test="@purpose = 'upgrade'">Apply what is pending</xsl:when>
      <xsl:when test="@purpose = 'verify'">Verify</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="@purpose"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Building blocks. -->

  <!-- "a, b and 3 more", each in <code>. -->
  <xsl:template name="codes">
    <xsl:param name="of"/>
    <xsl:param name="max" select="8"/>
    <xsl:for-each select="$of[position() &lt;= $max]">
      <xsl:choose>
        <xsl:when test="position() = 1"/>
        <xsl:when test="position() = last() and count($of) &lt;= $max"> and </xsl:when>
        <xsl:otherwise>, </xsl:otherwise>
      </xsl:choose>
      <code>
        <xsl:value-of select="assay:plain(.)"/>
      </code>
    </xsl:for-each>
    <xsl:if test="count($of) > $max">
      <xsl:value-of select="concat(' and ', count($of) - $max, ' more')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="time">
    <xsl:param name="of"/>
    <time datetime="{$of}">
      <xsl:value-of select="concat(translate($of, 'TZ', '  '), 'UTC')"/>
    </time>
  </xsl:template>
</xsl:stylesheet>
