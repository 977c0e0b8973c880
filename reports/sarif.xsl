<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- SARIF 2.1.0: a rule for each kind and change that occurs, a result for each deviation, at the
     line of the profile that expects otherwise; waivers are suppressions. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:str="http://exslt.org/strings"
    xmlns:j="urn:assay:json" extension-element-prefixes="j" exclude-result-prefixes="assay str">
  <xsl:import href="common-deviation.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="longest" select="1000000000"/>

  <xsl:template match="/report">
    <j:o>
      <j:v k="$schema">"https://json.schemastore.org/sarif-2.1.0.json"</j:v>
      <j:v k="version">"2.1.0"</j:v>
      <j:a k="runs">
        <xsl:call-template name="run"/>
      </j:a>
    </j:o>
  </xsl:template>

  <xsl:template name="run">
    <j:o>
      <j:o k="tool">
        <j:o k="driver">
          <j:v k="name">"Assay"</j:v>
          <j:v k="version" string="@version"/>
          <j:a k="rules">
            <xsl:apply-templates select="findings/finding[not(@rule = preceding-sibling::finding/@rule)]" mode="rule"/>
            <xsl:apply-templates select="*/rule" mode="rule"/>
          </j:a>
        </j:o>
      </j:o>
      <!-- One run for each history and command: uploads of another do not replace it. -->
      <j:o k="automationDetails">
        <j:v k="id" string="concat('assay/', @command, '/', assay:plain(verdict/history/project))"/>
      </j:o>
      <xsl:call-template name="invocation"/>
      <j:v k="columnKind">"unicodeCodePoints"</j:v>
      <j:a k="results">
        <xsl:apply-templates select="findings/finding | */group/difference"/>
      </j:a>
    </j:o>
  </xsl:template>

  <!-- What could not be seen, and what to know, are not results. -->
  <xsl:template name="invocation">
    <j:a k="invocations">
      <j:o>
        <j:v k="executionSuccessful">true</j:v>
        <xsl:if test="@exit-status">
          <j:v k="exitCode"><xsl:value-of select="@exit-status"/></j:v>
        </xsl:if>
        <j:a k="toolExecutionNotifications">
          <xsl:for-each select="notes/note | snapshot/limits/limit/reason">
            <j:o>
              <j:v k="level">"note"</j:v>
              <xsl:call-template name="message">
                <xsl:with-param name="text">
                  <xsl:if test="../@kind != ''">
                    <xsl:value-of select="concat(../@kind, ': ')"/>
                  </xsl:if>
                  <xsl:value-of select="assay:plain(.)"/>
                </xsl:with-param>
              </xsl:call-template>
            </j:o>
          </xsl:for-each>
        </j:a>
      </j:o>
    </j:a>
  </xsl:template>

  <xsl:template match="finding" mode="rule">
    <j:o>
      <j:v k="id" string="@rule"/>
      <j:o k="shortDescription">
        <j:v k="text" string="translate(@rule, '-', ' ')"/>
      </j:o>
    </j:o>
  </xsl:template>

  <xsl:template match="rule" mode="rule">
    <j:o>
      <j:v k="id"><xsl:value-of select="concat('&quot;', @change, '/', @kind, '&quot;')"/></j:v>
      <j:o k="shortDescription">
        <j:v k="text">
          <xsl:value-of select="concat('&quot;', translate(@kind, '-', ' '), ' ', @change, '&quot;')"/>
        </j:v>
      </j:o>
    </j:o>
  </xsl:template>

  <xsl:template match="finding">
    <j:o>
      <j:v k="ruleId" string="@rule"/>
      <j:v k="level">
        <xsl:if test="@undecided = 'yes'">"warning"</xsl:if>
        <xsl:if test="@undecided = 'no'">"error"</xsl:if>
      </j:v>
      <xsl:call-template name="message">
        <xsl:with-param name="text" select="assay:plain(.)"/>
      </xsl:call-template>
      <j:a k="locations">
        <j:o>
          <xsl:apply-templates select="../../verdict/file"/>
          <xsl:call-template name="logical">
            <xsl:with-param name="kind" select="'database'"/>
            <xsl:with-param name="name" select="../../snapshot/database"/>
          </xsl:call-template>
        </j:o>
      </j:a>
      <xsl:call-template name="fingerprint"/>
    </j:o>
  </xsl:template>

  <xsl:template match="difference">
    <xsl:variable name="text"><xsl:apply-templates select="." mode="message"/></xsl:variable>
    <j:o>
      <j:v k="ruleId"><xsl:value-of select="concat('&quot;', @change, '/', @kind, '&quot;')"/></j:v>
      <!-- A gate on errors is then the gate of the exit status. -->
      <j:v k="level">
        <xsl:if test="@counts = 'yes'">"error"</xsl:if>
        <xsl:if test="@counts = 'no'">"note"</xsl:if>
      </j:v>
      <xsl:call-template name="message">
        <xsl:with-param name="text" select="string($text)"/>
      </xsl:call-template>
      <j:a k="locations">
        <j:o>
          <xsl:apply-templates select="file"/>
          <xsl:call-template name="logical">
            <xsl:with-param name="kind" select="@kind"/>
            <xsl:with-param name="name" select="object"/>
          </xsl:call-template>
        </j:o>
      </j:a>
      <xsl:call-template name="fingerprint"/>
      <j:a k="suppressions">
        <xsl:if test="@waived = 'yes'">
          <j:o>
            <j:v k="kind">"external"</j:v>
            <j:v k="status">"accepted"</j:v>
            <xsl:for-each select="waiver">
              <j:v k="justification" string="concat(assay:plain(reason), ' (', assay:plain(owner), ', until ', @until, ')')"/>
            </xsl:for-each>
          </j:o>
        </xsl:if>
      </j:a>
      <j:o k="properties">
        <j:v k="severity" string="@severity"/>
        <j:v k="counts"><xsl:value-of select="@counts = 'yes'"/></j:v>
      </j:o>
    </j:o>
  </xsl:template>

  <!-- "[x](y)" would be a link. -->
  <xsl:template name="message">
    <xsl:param name="text"/>
    <j:o k="message">
      <j:v k="text" string="str:replace(string($text), '](', '] (')"/>
    </j:o>
  </xsl:template>

  <xsl:template name="logical">
    <xsl:param name="kind"/>
    <xsl:param name="name"/>
    <j:a k="logicalLocations">
      <j:o>
        <j:v k="fullyQualifiedName" string="assay:plain($name)"/>
        <j:v k="kind" string="string($kind)"/>
      </j:o>
    </j:a>
  </xsl:template>

  <xsl:template match="file">
    <xsl:variable name="uri" select="str:replace(str:encode-uri(assay:plain(.), false()), '?', '%3F')"/>
    <j:o k="physicalLocation">
      <j:o k="artifactLocation">
        <xsl:choose>
          <xsl:when test="starts-with($uri, '/')">
            <j:v k="uri" string="concat('file://', $uri)"/>
          </xsl:when>
          <xsl:otherwise>
            <j:v k="uri" string="$uri"/>
            <j:v k="uriBaseId">"%SRCROOT%"</j:v>
          </xsl:otherwise>
        </xsl:choose>
      </j:o>
      <j:o k="region">
        <j:v k="startLine"><xsl:value-of select="@line"/></j:v>
      </j:o>
    </j:o>
  </xsl:template>

  <xsl:template name="fingerprint">
    <j:o k="partialFingerprints">
      <j:v k="assay/v1" string="@fingerprint"/>
    </j:o>
  </xsl:template>
</xsl:stylesheet>
