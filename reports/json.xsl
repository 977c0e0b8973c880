<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- JSON for programs. Keys, types and what may be null are a contract: keys are added, never
     changed or left out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:exsl="http://exslt.org/common"
    xmlns:j="urn:assay:json" exclude-result-prefixes="assay exsl">
  <xsl:import href="common.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/">
    <xsl:variable name="json">
      <j:o>
        <xsl:apply-templates select="report"/>
      </j:o>
    </xsl:variable>
    <xsl:apply-templates select="exsl:node-set($json)/j:o" mode="print"/>
  </xsl:template>

  <xsl:template match="report[verdict]">
    <xsl:apply-templates select="verdict"/>
    <xsl:apply-templates select="drift"/>
    <xsl:apply-templates select="verdict/half-applied | verdict/out-of-order"/>
    <xsl:apply-templates select="commands"/>
    <xsl:if test="@command = 'stamp'">
      <xsl:call-template name="applied"/>
    </xsl:if>
    <j:v k="fingerprint"><xsl:value-of select="assay:json(@fingerprint)"/></j:v>
    <xsl:apply-templates select="snapshot"/>
    <j:v k="schema"><xsl:value-of select="assay:json(verdict/schema)"/></j:v>
    <j:v k="partial_reason"><xsl:value-of select="assay:json(verdict/partial-reason)"/></j:v>
    <xsl:apply-templates select="notes"/>
    <xsl:apply-templates select="findings"/>
    <xsl:apply-templates select="asked"/>
    <xsl:apply-templates select="plan"/>
    <j:v k="exit_status"><xsl:value-of select="@exit-status"/></j:v>
  </xsl:template>

  <xsl:template match="plan">
    <j:v k="stop"><xsl:value-of select="assay:json(stop)"/></j:v>
    <j:a k="repairs">
      <xsl:for-each select="repairs/repair">
        <j:o>
          <j:v k="change"><xsl:value-of select="assay:json(@change)"/></j:v>
          <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
          <j:v k="object"><xsl:value-of select="assay:json(object)"/></j:v>
          <j:v k="attribute"><xsl:value-of select="assay:json(@attribute)"/></j:v>
          <j:v k="safety"><xsl:value-of select="assay:json(@safety)"/></j:v>
          <j:v k="reason"><xsl:value-of select="assay:json(reason)"/></j:v>
          <j:a k="sql">
            <xsl:for-each select="step/sql">
              <j:v><xsl:value-of select="assay:json(.)"/></j:v>
            </xsl:for-each>
          </j:a>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[differences]">
    <j:v k="equal"><xsl:value-of select="differences/@equal = 'yes'"/></j:v>
    <xsl:apply-templates select="differences"/>
    <j:v k="a"><xsl:value-of select="assay:json(a)"/></j:v>
    <j:v k="b"><xsl:value-of select="assay:json(b)"/></j:v>
    <j:v k="compared"><xsl:value-of select="differences/@compared"/></j:v>
    <j:v k="unknown"><xsl:value-of select="differences/@unknown"/></j:v>
    <xsl:apply-templates select="explained"/>
  </xsl:template>

  <xsl:template match="explained">
    <j:a k="explained">
      <xsl:for-each select="spelling">
        <j:o>
          <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
          <j:v k="object"><xsl:value-of select="assay:json(object)"/></j:v>
          <j:v k="attribute"><xsl:value-of select="assay:json(@attribute)"/></j:v>
          <j:a k="rules">
            <xsl:for-each select="rule">
              <j:v><xsl:value-of select="assay:json(.)"/></j:v>
            </xsl:for-each>
          </j:a>
          <j:v k="expected"><xsl:value-of select="assay:json(expected)"/></j:v>
          <j:v k="actual"><xsl:value-of select="assay:json(actual)"/></j:v>
          <j:v k="cosmetic"><xsl:value-of select="@cosmetic = 'yes'"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[@command = 'snapshot']">
    <xsl:apply-templates select="snapshot"/>
    <j:v k="fingerprint"><xsl:value-of select="assay:json(@fingerprint)"/></j:v>
    <xsl:apply-templates select="snapshot/objects"/>
  </xsl:template>

  <xsl:template match="report[snapshots]">
    <j:a k="snapshots">
      <xsl:for-each select="snapshots/entry">
        <j:o>
          <j:v k="id"><xsl:value-of select="@id"/></j:v>
          <j:v k="taken_at"><xsl:value-of select="assay:json(@taken-at)"/></j:v>
          <j:v k="target"><xsl:value-of select="assay:json(target)"/></j:v>
          <j:v k="server"><xsl:value-of select="assay:json(server)"/></j:v>
          <j:v k="reader"><xsl:value-of select="assay:json(reader)"/></j:v>
          <j:v k="objects"><xsl:value-of select="@objects"/></j:v>
          <j:v k="fingerprint"><xsl:value-of select="assay:json(@fingerprint)"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="report[log]">
    <j:v k="target"><xsl:value-of select="assay:json(target)"/></j:v>
    <j:v k="snapshots"><xsl:value-of select="log/@snapshots"/></j:v>
    <j:v k="first"><xsl:value-of select="log/@first"/></j:v>
    <j:v k="first_taken_at"><xsl:value-of select="assay:json(log/@taken-at)"/></j:v>
    <j:a k="changes">
      <xsl:for-each select="log/change">
        <j:o>
          <j:v k="id"><xsl:value-of select="@id"/></j:v>
          <j:v k="after"><xsl:value-of select="@after"/></j:v>
          <j:v k="taken_at"><xsl:value-of select="assay:json(@taken-at)"/></j:v>
          <xsl:apply-templates select="differences"/>
          <j:v k="unknown"><xsl:value-of select="differences/@unknown"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>

  <xsl:template match="verdict">
    <j:v k="state"><xsl:value-of select="assay:json(@state)"/></j:v>
    <j:v k="match"><xsl:value-of select="assay:json(@match)"/></j:v>
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
          <j:v k="revision"><xsl:value-of select="assay:json(revision)"/></j:v>
          <j:v k="result"><xsl:value-of select="assay:json(@result)"/></j:v>
          <j:v k="reason">
            <xsl:if test="reason"><xsl:value-of select="assay:json(reason)"/></xsl:if>
            <xsl:if test="not(reason)">null</xsl:if>
          </j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
    <j:a k="variants">
      <xsl:for-each select="variants/chosen">
        <j:o>
          <j:v k="revision"><xsl:value-of select="assay:json(revision)"/></j:v>
          <j:v k="variant">
            <xsl:if test="variant"><xsl:value-of select="assay:json(variant)"/></xsl:if>
            <xsl:if test="not(variant)">null</xsl:if>
          </j:v>
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
          <j:v k="project"><xsl:value-of select="assay:json(project)"/></j:v>
          <xsl:apply-templates select="revisions"/>
          <j:v k="match"><xsl:value-of select="assay:json(@match)"/></j:v>
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
    <j:v><xsl:value-of select="assay:json(.)"/></j:v>
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
        <j:v k="tool"><xsl:value-of select="assay:json(tool)"/></j:v>
        <j:v k="table"><xsl:value-of select="assay:json(table)"/></j:v>
        <xsl:apply-templates select="revisions"/>
        <j:v k="status"><xsl:value-of select="assay:json(@status)"/></j:v>
        <j:v k="detail"><xsl:value-of select="assay:json(detail)"/></j:v>
      </j:o>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="history">
    <xsl:if test="not(history)">
      <j:v k="history">null</j:v>
    </xsl:if>
    <xsl:for-each select="history">
      <j:o k="history">
        <j:v k="project"><xsl:value-of select="assay:json(project)"/></j:v>
        <j:v k="tool"><xsl:value-of select="assay:json(tool)"/></j:v>
        <j:v k="revisions"><xsl:value-of select="@revisions"/></j:v>
      </j:o>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="findings">
    <j:a k="findings">
      <xsl:for-each select="finding">
        <j:o>
          <j:v k="rule"><xsl:value-of select="assay:json(@rule)"/></j:v>
          <j:v k="undecided"><xsl:value-of select="@undecided = 'yes'"/></j:v>
          <j:v k="text"><xsl:value-of select="assay:json(.)"/></j:v>
          <j:v k="fingerprint"><xsl:value-of select="assay:json(@fingerprint)"/></j:v>
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
      <j:v k="change"><xsl:value-of select="assay:json(@change)"/></j:v>
      <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
      <j:v k="object"><xsl:value-of select="assay:json(object)"/></j:v>
      <j:v k="actual"><xsl:value-of select="assay:json(actual)"/></j:v>
      <j:v k="severity"><xsl:value-of select="assay:json(@severity)"/></j:v>
      <j:a k="attributes">
        <xsl:for-each select="attribute">
          <j:o>
            <j:v k="name"><xsl:value-of select="assay:json(@name)"/></j:v>
            <j:v k="expected"><xsl:value-of select="assay:json(expected)"/></j:v>
            <j:v k="actual"><xsl:value-of select="assay:json(actual)"/></j:v>
            <j:v k="severity"><xsl:value-of select="assay:json(@severity)"/></j:v>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="revision"><xsl:value-of select="assay:json(revision)"/></j:v>
      <j:v k="waived"><xsl:value-of select="@waived = 'yes'"/></j:v>
      <xsl:for-each select="@confidence">
        <j:v k="confidence"><xsl:value-of select="."/></j:v>
      </xsl:for-each>
      <j:a k="because">
        <xsl:for-each select="because">
          <j:o>
            <j:v k="change"><xsl:value-of select="assay:json(@change)"/></j:v>
            <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
            <j:v k="object"><xsl:value-of select="assay:json(object)"/></j:v>
            <j:v k="actual"><xsl:value-of select="assay:json(actual)"/></j:v>
            <j:v k="revision"><xsl:value-of select="assay:json(revision)"/></j:v>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="follows"><xsl:value-of select="@follows = 'yes'"/></j:v>
      <j:v k="counts"><xsl:value-of select="@counts = 'yes'"/></j:v>
      <j:v k="fingerprint"><xsl:value-of select="assay:json(@fingerprint)"/></j:v>
      <xsl:if test="not(waiver)">
        <j:v k="waiver">null</j:v>
      </xsl:if>
      <xsl:for-each select="waiver">
        <j:o k="waiver">
          <j:v k="name"><xsl:value-of select="assay:json(name)"/></j:v>
          <j:v k="reason"><xsl:value-of select="assay:json(reason)"/></j:v>
          <j:v k="owner"><xsl:value-of select="assay:json(owner)"/></j:v>
          <j:v k="until"><xsl:value-of select="assay:json(@until)"/></j:v>
        </j:o>
      </xsl:for-each>
      <j:v k="file"><xsl:value-of select="assay:json(file)"/></j:v>
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
          <j:v k="revision"><xsl:value-of select="assay:json(revision)"/></j:v>
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
          <j:v k="table"><xsl:value-of select="assay:json(applied/table)"/></j:v>
          <j:a k="revisions">
            <xsl:for-each select="applied/revisions/revision">
              <j:v><xsl:value-of select="assay:json(.)"/></j:v>
            </xsl:for-each>
          </j:a>
          <j:v k="undo"><xsl:value-of select="assay:json(applied/undo)"/></j:v>
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
          <j:v k="purpose"><xsl:value-of select="assay:json(@purpose)"/></j:v>
          <j:v k="shell"><xsl:value-of select="assay:json(shell)"/></j:v>
          <j:v k="sql"><xsl:value-of select="assay:json(sql)"/></j:v>
          <j:v k="undo"><xsl:value-of select="assay:json(undo)"/></j:v>
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
      <j:v k="taken_at"><xsl:value-of select="assay:json(@taken-at)"/></j:v>
      <j:v k="server"><xsl:value-of select="assay:json(server)"/></j:v>
      <j:v k="reader"><xsl:value-of select="assay:json(reader)"/></j:v>
      <j:o k="objects">
        <xsl:for-each select="counts/count">
          <j:v k="{@kind}"><xsl:value-of select="@n"/></j:v>
        </xsl:for-each>
      </j:o>
      <j:a k="limits">
        <xsl:for-each select="limits/limit">
          <j:o>
            <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
            <j:v k="reason"><xsl:value-of select="assay:json(reason)"/></j:v>
            <j:v k="count"><xsl:value-of select="@count"/></j:v>
          </j:o>
        </xsl:for-each>
      </j:a>
      <j:v k="target"><xsl:value-of select="assay:json(target)"/></j:v>
      <j:v k="database"><xsl:value-of select="assay:json(database)"/></j:v>
      <j:v k="role"><xsl:value-of select="assay:json(role)"/></j:v>
      <xsl:apply-templates select="version-tables"/>
    </j:o>
  </xsl:template>

  <xsl:template match="version-tables">
    <j:a k="version_tables">
      <xsl:for-each select="version-table">
        <j:o>
          <j:v k="tool"><xsl:value-of select="assay:json(@tool)"/></j:v>
          <j:v k="schema"><xsl:value-of select="assay:json(schema)"/></j:v>
          <j:v k="name"><xsl:value-of select="assay:json(name)"/></j:v>
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
          <j:v k="kind"><xsl:value-of select="assay:json(@kind)"/></j:v>
          <j:v k="object"><xsl:value-of select="assay:json(name)"/></j:v>
          <j:o k="attributes">
            <xsl:for-each select="attribute[@known = 'yes']">
              <j:v k="{@name}"><xsl:value-of select="assay:json(value)"/></j:v>
            </xsl:for-each>
          </j:o>
          <j:a k="unknown">
            <xsl:for-each select="attribute[@known = 'no']">
              <j:v><xsl:value-of select="assay:json(@name)"/></j:v>
            </xsl:for-each>
          </j:a>
          <j:v k="reason"><xsl:value-of select="assay:json(reason)"/></j:v>
        </j:o>
      </xsl:for-each>
    </j:a>
  </xsl:template>
</xsl:stylesheet>
