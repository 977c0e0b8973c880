<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- Annotations of GitHub Actions: workflow commands for a step's standard output. GitHub shows ten
     of each type: the worst come first, and the tenth says how many were left out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions" xmlns:str="http://exslt.org/strings">
  <xsl:import href="common-words.xsl"/>
  <xsl:import href="common-deviation.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:variable name="longest" select="1000"/>

  <xsl:variable name="most" select="10"/>

  <xsl:template match="/report">
    <xsl:variable name="found" select="findings/finding[@undecided = 'no']"/>
    <xsl:variable name="undecided" select="findings/finding[@undecided = 'yes']"/>
    <xsl:variable name="count" select="*/group/difference[@counts = 'yes']"/>
    <xsl:variable name="rest" select="*/group/difference[@counts = 'no' and @waived = 'no' and not(@follows = 'yes')]"/>
    <xsl:call-template name="worst-first">
      <xsl:with-param name="type" select="'error'"/>
      <xsl:with-param name="first" select="$found"/>
      <xsl:with-param name="second" select="$count[@severity = 'security']"/>
      <xsl:with-param name="third" select="$count[@severity = 'integrity']"/>
    </xsl:call-template>
    <xsl:call-template name="worst-first">
      <xsl:with-param name="type" select="'warning'"/>
      <xsl:with-param name="first" select="$undecided"/>
      <xsl:with-param name="second" select="$count[@severity = 'performance']"/>
      <xsl:with-param name="third" select="$count[@severity = 'cosmetic']"/>
    </xsl:call-template>
    <xsl:call-template name="worst-first">
      <xsl:with-param name="type" select="'notice'"/>
      <xsl:with-param name="first" select="verdict | differences"/>
      <xsl:with-param name="second" select="$rest[@severity != 'cosmetic']"/>
      <xsl:with-param name="third" select="$rest[@severity = 'cosmetic']"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="worst-first">
    <xsl:param name="type"/>
    <xsl:param name="first"/>
    <xsl:param name="second"/>
    <xsl:param name="third"/>
    <xsl:variable name="total" select="count($first) + count($second) + count($third)"/>
    <xsl:variable name="room" select="$most - ($total > $most)"/>
    <xsl:for-each select="$first[position() &lt;= $room]">
      <xsl:call-template name="annotation">
        <xsl:with-param name="type" select="$type"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="$second[position() + count($first) &lt;= $room]">
      <xsl:call-template name="annotation">
        <xsl:with-param name="type" select="$type"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="$third[position() + count($first) + count($second) &lt;= $room]">
      <xsl:call-template name="annotation">
        <xsl:with-param name="type" select="$type"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:if test="$total > $most">
      <xsl:value-of select="concat('::', $type, ' title=Assay::', $total - $room,
          ' more of this kind are left out here: GitHub shows ten. Another format has them all.&#10;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="annotation">
    <xsl:param name="type"/>
    <xsl:variable name="title"><xsl:apply-templates select="." mode="title"/></xsl:variable>
    <xsl:variable name="text"><xsl:apply-templates select="." mode="text"/></xsl:variable>
    <xsl:variable name="file" select="file | self::finding/../../verdict/file"/>
    <xsl:value-of select="concat('::', $type, ' ')"/>
    <xsl:if test="$file">
      <xsl:text>file=</xsl:text>
      <xsl:call-template name="property">
        <xsl:with-param name="text" select="assay:plain($file)"/>
      </xsl:call-template>
      <xsl:value-of select="concat(',line=', $file/@line, ',')"/>
    </xsl:if>
    <xsl:text>title=</xsl:text>
    <xsl:call-template name="property">
      <xsl:with-param name="text" select="string($title)"/>
    </xsl:call-template>
    <xsl:value-of select="concat('::', str:replace(string($text), '%', '%25'), '&#10;')"/>
  </xsl:template>

  <!-- Nothing here has a line feed: assay:plain() took them. -->
  <xsl:template name="property">
    <xsl:param name="text"/>
    <xsl:variable name="cut">
      <xsl:call-template name="cut">
        <xsl:with-param name="text" select="$text"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="str:replace(str:replace(str:replace(string($cut), '%', '%25'), ':', '%3A'), ',', '%2C')"/>
  </xsl:template>

  <xsl:template match="finding" mode="title">
    <xsl:value-of select="@rule"/>
  </xsl:template>

  <xsl:template match="finding" mode="text">
    <xsl:call-template name="cut">
      <xsl:with-param name="text" select="assay:plain(.)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="difference" mode="title">
    <xsl:value-of select="concat(@severity, ': ', @change, ' ', @kind, ' ', assay:plain(object))"/>
  </xsl:template>

  <xsl:template match="difference" mode="text">
    <xsl:apply-templates select="." mode="message"/>
  </xsl:template>

  <xsl:template match="verdict | differences" mode="title">Assay</xsl:template>

  <xsl:template match="verdict" mode="text">
    <xsl:variable name="sentence">
      <xsl:call-template name="sentence"/>
    </xsl:variable>
    <xsl:call-template name="cut">
      <xsl:with-param name="text" select="string($sentence)"/>
    </xsl:call-template>
    <xsl:if test="../drift/@waived > 0">
      <xsl:value-of select="concat(' Waived: ', ../drift/@waived, '.')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="differences" mode="text">
    <xsl:if test="@total = 0"><xsl:call-template name="clean"/></xsl:if>
    <xsl:if test="@total > 0">
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="@total"/>
        <xsl:with-param name="one" select="'difference'"/>
      </xsl:call-template>
      <xsl:text>: </xsl:text>
      <xsl:call-template name="tally"/>
      <xsl:text>.</xsl:text>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
