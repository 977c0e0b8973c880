<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- JSON for programs. Keys, types and what may be null are a contract: keys are added, never
     changed or left out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:j="urn:assay:json"
    extension-element-prefixes="j" exclude-result-prefixes="assay">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/">
    <j:o>
      <xsl:apply-templates select="report"/>
    </j:o>
  </xsl:template>

  <xsl:template match="report[verdict]">
    <xsl:apply-templates select="verdict"/>
    <xsl:apply-templates select="drift"/>
    <xsl:apply-templates select="verdict/half-applied | verdict/out-of-order"/>
    <xsl:apply-templates select="commands"/>
    <xsl:if test="@command = 'stamp'">
      <xsl:call-template name="applied"/>
    </xsl:if>
    <j:v k="fingerprint" string="@fingerprint"/>
    <xsl:apply-templates select="snapshot"/>
    <j:v k="schema" string="verdict/schema"/>
    <j:v k="partial_reason" string="verdict/partial-reason"/>
    <xsl:apply-templates select="notes"/>
    <xsl:apply-templates select="findings"/>
    <xsl:apply-templates select="asked"/>
    <xsl:apply-templates select="plan"/>
    <j:v k="exit_status"><xsl:value-of select="@exit-status"/></j:v>
  </xsl:template>

  <xsl:template match="plan">
    <j:v k="stop" string="stop"/>
    <j:a k="repairs">
      <xsl:for-each select="repairs/repair">
        <j:o>
          <j:v k="change" string="@change"/>
          <j:v k="kind" string="@kind"/>
          <j:v k="object" string="object"/>
          <j:v k="attribute" string="@attribute"/>
          <j:v k="safety" string="@safety"/>
          <j:v k="reason" string="reason"/>
          <j:a k="sql">
            <xsl:for-each select="step/sql">
              <j:v string="."/>
            </xsl:for-each>
          </j:a>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[differences]">
    <j:v k="equal"><xsl:value-of select="differences/@equal = 'yes'"/></j:v>
    <xsl:apply-templates select="differences"/>
    <j:v k="a" string="a"/>
    <j:v k="b" string="b"/>
    <j:v k="compared"><xsl:value-of select="differences/@compared"/></j:v>
    <j:v k="unknown"><xsl:value-of select="differences/@unknown"/></j:v>
    <xsl:apply-templates select="explained"/>
  </xsl:template>

  <xsl:template match="explained">
    <j:a k="explained">
      <xsl:for-each select="spelling">
        <j:o>
          <j:v k="kind" string="@kind"/>
          <j:v k="object" string="object"/>
          <j:v k="attribute" string="@attribute"/>
          <j:a k="rules">
            <xsl:for-each select="rule">
              <j:v string="."/>
            </xsl:for-each>
          </j:a>
          <j:v k="expected" string="expected"/>
          <j:v k="actual" string="actual"/>
          <j:v k="cosmetic"><xsl:value-of select="@cosmetic = 'yes'"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[@command = 'snapshot']">
    <xsl:apply-templates select="snapshot"/>
    <j:v k="fingerprint" string="@fingerprint"/>
    <xsl:apply-templates select="snapshot/objects"/>
  </xsl:template>

  <xsl:template match="report[snapshots]">
    <j:a k="snapshots">
      <xsl:for-each select="snapshots/entry">
        <j:o>
          <j:v k="id"><xsl:value-of select="@id"/></j:v>
          <j:v k="taken_at" string="@taken-at"/>
          <j:v k="target" string="target"/>
          <j:v k="server" string="server"/>
          <j:v k="reader" string="reader"/>
          <j:v k="objects"><xsl:value-of select="@objects"/></j:v>
          <j:v k="fingerprint" string="@fingerprint"/>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[log]">
    <j:v k="target" string="target"/>
    <j:v k="snapshots"><xsl:value-of select="log/@snapshots"/></j:v>
    <j:v k="first"><xsl:value-of select="log/@first"/></j:v>
    <j:v k="first_taken_at" string="log/@taken-at"/>
    <j:a k="changes">
      <xsl:for-each select="log/change">
        <j:o>
          <j:v k="id"><xsl:value-of select="@id"/></j:v>
          <j:v k="after"><xsl:value-of select="@after"/></j:v>
          <j:v k="taken_at" string="@taken-at"/>
          <xsl:apply-templates select="differences"/>
          <j:v k="unknown"><xsl:value-of select="differences/@unknown"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="verdict">
    <j:v k="state" string="@state"/>
    <j:v k="match" string="@match"/>
    <j:v k="confidence"><xsl:value-of select="@confidence"/></j:v>
    <xsl:apply-templates select="revisions"/>
    <j:a k="equal">
      <xsl:for-each select="equal/set">
        <j:a>
          <xsl:apply-templates select="revision"/>
        </j:a>
      </xsl:for-each>
    </j:a>
    <j:v k="equal_total"><xsl:value-of select="equal/@total"/></j:v>
    <xsl:apply-templates select="lowest"/>
    <xsl:apply-templates select="highest"/>
    <j:a k="probes">
      <xsl:for-each select="probes/probe">
        <j:o>
          <j:v k="revision" string="revision"/>
          <j:v k="result" string="@result"/>
          <j:v k="reason" string="reason"/>
        </j:o>
      </xsl:for-each>
    </j:a>
    <j:a k="variants">
      <xsl:for-each select="variants/chosen">
        <j:o>
          <j:v k="revision" string="revision"/>
          <j:v k="variant" string="variant"/>
        </j:o>
      </xsl:for-each>
    </j:a>
    <xsl:call-template name="runner-up"/>
    <xsl:call-template name="stamp"/>
    <xsl:apply-templates select="pending"/>
    <xsl:call-template name="history"/>
    <j:a k="others">
      <xsl:for-each select="others/other">
        <j:o>
          <j:v k="project" string="project"/>
          <xsl:apply-templates select="revisions"/>
          <j:v k="match" string="@match"/>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="revisions | lowest | highest | pending | asked | notes">
    <j:a k="{name()}">
      <xsl:apply-templates select="revision | note"/>
    </j:a>
  </xsl:template>

  <xsl:template match="revision | note | present/object | absent/object | altered/object | differs/object">
    <j:v string="."/>
  </xsl:template>

  <xsl:template name="runner-up">
    <xsl:if test="not(runner-up)">
      <j:v k="runner_up">null</j:v>
    </xsl:if>
    <xsl:for-each select="runner-up">
      <j:o k="runner_up">
        <xsl:apply-templates select="revisions"/>
        <j:v k="margin"><xsl:value-of select="@margin"/></j:v>
        <j:a k="differs">
          <xsl:apply-templates select="differs/object"/>
        </j:a>
      </j:o>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="stamp">
    <xsl:if test="not(stamp)">
      <j:v k="stamp">null</j:v>
    </xsl:if>
    <xsl:for-each select="stamp">
      <j:o k="stamp">
        <j:v k="tool" string="tool"/>
        <j:v k="table" string="table"/>
        <xsl:apply-templates select="revisions"/>
        <j:v k="status" string="@status"/>
        <j:v k="detail" string="detail"/>
      </j:o>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="history">
    <xsl:if test="not(history)">
      <j:v k="history">null</j:v>
    </xsl:if>
    <xsl:for-each select="history">
      <j:o k="history">
        <j:v k="project" string="project"/>
        <j:v k="tool" string="tool"/>
        <j:v k="revisions"><xsl:value-of select="@revisions"/></j:v>
      </j:o>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="findings">
    <j:a k="findings">
      <xsl:for-each select="finding">
        <j:o>
          <j:v k="rule" string="@rule"/>
          <j:v k="undecided"><xsl:value-of select="@undecided = 'yes'"/></j:v>
          <j:v k="text" string="."/>
          <j:v k="fingerprint" string="@fingerprint"/>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="drift | differences">
    <j:a k="{name()}">
      <xsl:apply-templates select="group/difference"/>
    </j:a>
  </xsl:template>

  <xsl:template match="difference">
    <j:o>
      <j:v k="change" string="@change"/>
      <j:v k="kind" string="@kind"/>
      <j:v k="object" string="object"/>
      <j:v k="actual" string="actual"/>
      <j:v k="severity" string="@severity"/>
      <j:a k="attributes">
        <xsl:for-each select="attribute">
          <j:o>
            <j:v k="name" string="@name"/>
            <j:v k="expected" string="expected"/>
            <j:v k="actual" string="actual"/>
            <j:v k="severity" string="@severity"/>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="revision" string="revision"/>
      <j:v k="waived"><xsl:value-of select="@waived = 'yes'"/></j:v>
      <xsl:for-each select="@confidence">
        <j:v k="confidence"><xsl:value-of select="."/></j:v>
      </xsl:for-each>
      <j:a k="because">
        <xsl:for-each select="because">
          <j:o>
            <j:v k="change" string="@change"/>
            <j:v k="kind" string="@kind"/>
            <j:v k="object" string="object"/>
            <j:v k="actual" string="actual"/>
            <j:v k="revision" string="revision"/>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="follows"><xsl:value-of select="@follows = 'yes'"/></j:v>
      <j:v k="counts"><xsl:value-of select="@counts = 'yes'"/></j:v>
      <j:v k="fingerprint" string="@fingerprint"/>
      <xsl:if test="not(waiver)">
        <j:v k="waiver">null</j:v>
      </xsl:if>
      <xsl:for-each select="waiver">
        <j:o k="waiver">
          <j:v k="name" string="name"/>
          <j:v k="reason" string="reason"/>
          <j:v k="owner" string="owner"/>
          <j:v k="until" string="@until"/>
        </j:o>
      </xsl:for-each>
      <j:v k="file" string="file"/>
      <j:v k="line">
        <xsl:if test="not(file)">null</xsl:if>
        <xsl:value-of select="file/@line"/>
      </j:v>
    </j:o>
  </xsl:template>

  <xsl:template match="half-applied | out-of-order">
    <j:a k="{translate(name(), '-', '_')}">
      <xsl:for-each select="effects">
        <j:o>
          <j:v k="revision" string="revision"/>
          <xsl:for-each select="present | absent | altered">
            <j:a k="{name()}">
              <xsl:apply-templates select="object"/>
            </j:a>
          </xsl:for-each>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template name="applied">
    <xsl:choose>
      <xsl:when test="applied">
        <j:o k="applied">
          <j:v k="table" string="applied/table"/>
          <j:a k="revisions">
            <xsl:for-each select="applied/revisions/revision">
              <j:v string="."/>
            </xsl:for-each>
          </j:a>
          <j:v k="undo" string="applied/undo"/>
        </j:o>
      </xsl:when>
      <xsl:otherwise>
        <j:v k="applied">null</j:v>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="commands">
    <j:a k="commands">
      <xsl:for-each select="command">
        <j:o>
          <j:v k="purpose" string="@purpose"/>
          <j:v k="shell" string="shell"/>
          <j:v k="sql" string="sql"/>
          <j:v k="undo" string="undo"/>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="snapshot">
    <j:o k="snapshot">
      <xsl:if test="not(@id)">
        <j:v k="id">null</j:v>
      </xsl:if>
      <xsl:for-each select="@id">
        <j:v k="id"><xsl:value-of select="."/></j:v>
      </xsl:for-each>
      <j:v k="taken_at" string="@taken-at"/>
      <j:v k="server" string="server"/>
      <j:v k="reader" string="reader"/>
      <j:o k="objects">
        <xsl:for-each select="counts/count">
          <j:v k="{@kind}"><xsl:value-of select="@n"/></j:v>
        </xsl:for-each>
      </j:o>
      <j:a k="limits">
        <xsl:for-each select="limits/limit">
          <j:o>
            <j:v k="kind" string="@kind"/>
            <j:v k="reason" string="reason"/>
            <j:v k="count"><xsl:value-of select="@count"/></j:v>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="target" string="target"/>
      <j:v k="database" string="database"/>
      <j:v k="role" string="role"/>
      <xsl:apply-templates select="version-tables"/>
    </j:o>
  </xsl:template>

  <xsl:template match="version-tables">
    <j:a k="version_tables">
      <xsl:for-each select="version-table">
        <j:o>
          <j:v k="tool" string="@tool"/>
          <j:v k="schema" string="schema"/>
          <j:v k="name" string="name"/>
          <xsl:apply-templates select="revisions"/>
          <j:v k="readable"><xsl:value-of select="@readable = 'yes'"/></j:v>
          <j:v k="dirty"><xsl:value-of select="@dirty = 'yes'"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="objects">
    <j:a k="objects">
      <xsl:for-each select="object">
        <j:o>
          <j:v k="kind" string="@kind"/>
          <j:v k="object" string="name"/>
          <j:o k="attributes">
            <xsl:for-each select="attribute[@known = 'yes']">
              <j:v k="{@name}" string="value"/>
            </xsl:for-each>
          </j:o>
          <j:a k="unknown">
            <xsl:for-each select="attribute[@known = 'no']">
              <j:v string="@name"/>
            </xsl:for-each>
          </j:a>
          <j:v k="reason" string="reason"/>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>
</xsl:stylesheet>
