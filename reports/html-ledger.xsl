<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Part of html.xsl: other answers, what was read and what was not, snapshots. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" exclude-result-prefixes="assay">

  <xsl:template match="verdict" mode="others">
    <section id="others" aria-labelledby="others-is">
      <h2 id="others-is">Other answers</h2>
      <div class="card">
        <xsl:apply-templates select="equal[@total > 1]" mode="page"/>
        <xsl:apply-templates select="variants/chosen[variant] | probes/probe" mode="page"/>
        <xsl:apply-templates select="runner-up" mode="page"/>
        <xsl:apply-templates select="others/other" mode="page"/>
      </div>
    </section>
  </xsl:template>

  <xsl:template match="equal" mode="page">
    <p>
      <xsl:if test="@at-least = 'yes'">At least </xsl:if>
      <xsl:value-of select="concat(@total, ' answers that the schema cannot tell apart:')"/>
    </p>
    <ul class="notes">
      <xsl:for-each select="set">
        <li>
          <xsl:call-template name="codes">
            <xsl:with-param name="of" select="revision"/>
            <xsl:with-param name="max" select="100"/>
          </xsl:call-template>
          <xsl:if test="not(revision)">no revision</xsl:if>
        </li>
      </xsl:for-each>
      <xsl:if test="@total > count(set)">
        <li>
          <xsl:value-of select="concat('and ', @total - count(set), ' more')"/>
        </li>
      </xsl:if>
    </ul>
  </xsl:template>

  <xsl:template match="chosen" mode="page">
    <p>
      <xsl:text>Of </xsl:text>
      <code>
        <xsl:value-of select="assay:plain(revision)"/>
      </code>
      <xsl:text>, the variant </xsl:text>
      <code>
        <xsl:value-of select="assay:plain(variant)"/>
      </code>
      <xsl:text> is there.</xsl:text>
    </p>
  </xsl:template>

  <xsl:template match="probe" mode="page">
    <p>
      <xsl:text>The probe of </xsl:text>
      <code>
        <xsl:value-of select="assay:plain(revision)"/>
      </code>
      <xsl:choose>
        <xsl:when test="@result = 'true'"> says that it has run.</xsl:when>
        <xsl:when test="@result = 'false'"> says that it has not run.</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat(' is unknown: ', assay:plain(reason))"/>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

  <xsl:template match="runner-up" mode="page">
    <p>
      <xsl:text>The next best answer is </xsl:text>
      <xsl:call-template name="codes">
        <xsl:with-param name="of" select="revisions/revision"/>
      </xsl:call-template>
      <xsl:if test="not(revisions/revision)">no revision</xsl:if>
      <xsl:value-of select="concat(', worse by ', @margin)"/>
      <xsl:choose>
        <xsl:when test="differs/object">. What tells them apart:</xsl:when>
        <xsl:otherwise>.</xsl:otherwise>
      </xsl:choose>
    </p>
    <xsl:if test="differs/object">
      <p>
        <xsl:call-template name="objects">
          <xsl:with-param name="of" select="differs/object"/>
        </xsl:call-template>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="other" mode="page">
    <p>
      <xsl:text>Also there: </xsl:text>
      <xsl:value-of select="assay:plain(project)"/>
      <xsl:if test="revisions/revision">
        <xsl:text> at </xsl:text>
        <xsl:call-template name="codes">
          <xsl:with-param name="of" select="revisions/revision"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="@match">
        <xsl:value-of select="concat(' (', @match, ')')"/>
      </xsl:if>
    </p>
  </xsl:template>

  <!-- All of them, those below a table that is named too after them: it goes without saying. -->
  <xsl:template name="objects">
    <xsl:param name="of"/>
    <xsl:for-each select="$of[not(@below)]">
      <xsl:if test="position() > 1">, </xsl:if>
      <code>
        <xsl:value-of select="assay:plain(.)"/>
      </code>
    </xsl:for-each>
    <xsl:variable name="below" select="$of[@below]"/>
    <xsl:if test="$below">
      <span class="quiet">
        <xsl:text>, with </xsl:text>
        <xsl:for-each select="$below">
          <xsl:if test="position() > 1">, </xsl:if>
          <xsl:value-of select="assay:plain(.)"/>
        </xsl:for-each>
      </span>
    </xsl:if>
  </xsl:template>

  <!-- What was read, and what was not. -->

  <xsl:template name="origin">
    <xsl:if test="target">
      <dt>Target</dt>
      <dd>
        <xsl:value-of select="assay:plain(target)"/>
      </dd>
    </xsl:if>
    <dt>Server</dt>
    <dd>
      <xsl:value-of select="assay:plain(server)"/>
      <xsl:if test="role != ''">
        <xsl:value-of select="concat(', as ', assay:plain(role))"/>
      </xsl:if>
    </dd>
    <xsl:if test="@taken-at">
      <dt>Read</dt>
      <dd>
        <xsl:call-template name="time">
          <xsl:with-param name="of" select="@taken-at"/>
        </xsl:call-template>
        <xsl:if test="@id">
          <xsl:value-of select="concat(', snapshot ', @id)"/>
        </xsl:if>
      </dd>
    </xsl:if>
  </xsl:template>

  <xsl:template match="snapshot" mode="page">
    <section id="coverage" aria-labelledby="coverage-is">
      <h2 id="coverage-is">Coverage and limits</h2>
      <div class="card">
        <xsl:choose>
          <xsl:when test="../notes/note | limits/limit">
            <h3>What to know, and what could not be seen</h3>
            <ul class="notes">
              <xsl:for-each select="../notes/note">
                <li>
                  <xsl:value-of select="assay:plain(.)"/>
                </li>
              </xsl:for-each>
              <xsl:for-each select="limits/limit">
                <li>
                  <xsl:if test="@kind != ''">
                    <xsl:value-of select="concat(@kind, ': ')"/>
                  </xsl:if>
                  <xsl:value-of select="assay:plain(reason)"/>
                  <xsl:if test="@count > 0">
                    <xsl:value-of select="concat(' (', @count, ')')"/>
                  </xsl:if>
                </li>
              </xsl:for-each>
            </ul>
          </xsl:when>
          <xsl:otherwise>
            <p>Nothing is known that could not be seen.</p>
          </xsl:otherwise>
        </xsl:choose>
        <h3>
          <xsl:call-template name="count">
            <xsl:with-param name="n" select="@total"/>
            <xsl:with-param name="one" select="'object'"/>
          </xsl:call-template>
          <xsl:text> read</xsl:text>
        </h3>
        <xsl:if test="counts/count">
          <dl class="kinds">
            <xsl:for-each select="counts/count">
              <div>
                <dt>
                  <xsl:value-of select="@kind"/>
                </dt>
                <dd>
                  <xsl:value-of select="@n"/>
                </dd>
              </div>
            </xsl:for-each>
          </dl>
        </xsl:if>
        <xsl:apply-templates select="version-tables/version-table" mode="page"/>
        <p class="quiet">
          <xsl:text>Fingerprint </xsl:text>
          <code>
            <xsl:value-of select="../@fingerprint"/>
          </code>
        </p>
      </div>
    </section>
    <xsl:apply-templates select="objects[object]" mode="page"/>
  </xsl:template>

  <xsl:template match="version-table" mode="page">
    <p>
      <xsl:text>The version table </xsl:text>
      <code>
        <xsl:if test="schema != ''">
          <xsl:value-of select="concat(assay:plain(schema), '.')"/>
        </xsl:if>
        <xsl:value-of select="assay:plain(name)"/>
      </code>
      <xsl:value-of select="concat(' (', @tool, ')')"/>
      <xsl:choose>
        <xsl:when test="@readable = 'no'"> could not be read</xsl:when>
        <xsl:when test="not(revisions/revision)"> is empty</xsl:when>
        <xsl:otherwise>
          <xsl:text> says </xsl:text>
          <xsl:call-template name="codes">
            <xsl:with-param name="of" select="revisions/revision"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@dirty = 'yes'">, and records a failed run</xsl:if>
      <xsl:if test="reason != ''">
        <xsl:value-of select="concat(': ', assay:plain(reason))"/>
      </xsl:if>
      <xsl:text>.</xsl:text>
    </p>
  </xsl:template>

  <xsl:template match="report[@command = 'snapshot']" mode="page">
    <section id="verdict" class="card verdict good" aria-labelledby="verdict-is">
      <h1 id="verdict-is">
        <xsl:text>Snapshot</xsl:text>
        <xsl:if test="snapshot/@id">
          <xsl:value-of select="concat(' ', snapshot/@id)"/>
        </xsl:if>
        <xsl:value-of select="concat(': ', snapshot/@total, ' objects')"/>
      </h1>
      <dl class="facts two">
        <xsl:for-each select="snapshot">
          <xsl:call-template name="origin"/>
        </xsl:for-each>
      </dl>
    </section>
    <xsl:apply-templates select="snapshot" mode="page"/>
  </xsl:template>

  <xsl:template match="objects" mode="page">
    <section aria-labelledby="objects-is">
      <h2 id="objects-is">Objects</h2>
      <xsl:for-each select="object">
        <xsl:text>&#10;</xsl:text>
        <details class="group">
          <summary>
            <span>
              <xsl:value-of select="@kind"/>
            </span>
            <code>
              <xsl:value-of select="assay:plain(name)"/>
            </code>
          </summary>
          <dl class="facts deviation">
            <xsl:for-each select="attribute">
              <dt>
                <xsl:value-of select="@name"/>
              </dt>
              <dd>
                <xsl:if test="@known = 'no'">
                  <xsl:value-of select="concat('unknown: ', assay:plain(../reason))"/>
                </xsl:if>
                <xsl:if test="@known = 'yes'">
                  <span class="code">
                    <xsl:value-of select="assay:source(value)"/>
                  </span>
                </xsl:if>
              </dd>
            </xsl:for-each>
          </dl>
        </details>
      </xsl:for-each>
    </section>
  </xsl:template>

  <xsl:template match="report[snapshots]" mode="page">
    <h1>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="count(snapshots/entry)"/>
        <xsl:with-param name="one" select="'snapshot'"/>
      </xsl:call-template>
      <xsl:text> in the cache</xsl:text>
    </h1>
    <xsl:if test="snapshots/entry">
      <div class="card scroll" tabindex="0" role="region" aria-label="Snapshots">
        <table>
          <thead>
            <tr>
              <th scope="col">Snapshot</th>
              <th scope="col">Taken</th>
              <th scope="col">Objects</th>
              <th scope="col">Fingerprint</th>
              <th scope="col">Server</th>
              <th scope="col">Target</th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="snapshots/entry">
              <tr>
                <td class="n"><xsl:value-of select="@id"/></td>
                <td>
                  <xsl:if test="@taken-at">
                    <xsl:call-template name="time">
                      <xsl:with-param name="of" select="@taken-at"/>
                    </xsl:call-template>
                  </xsl:if>
                </td>
                <td class="n"><xsl:value-of select="@objects"/></td>
                <td>
                  <code>
                    <xsl:value-of select="substring(@fingerprint, 1, 12)"/>
                  </code>
                </td>
                <td><xsl:value-of select="assay:plain(server)"/></td>
                <td><xsl:value-of select="assay:plain(target)"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
