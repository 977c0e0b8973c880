<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The report document itself (schemas/report.rng), for stylesheets of one's own. As text: a copy of its
     tree would need as much memory again. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:assay="urn:assay:functions">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/">
    <xsl:text>&lt;?xml version="1.0" encoding="UTF-8"?>&#10;</xsl:text>
    <xsl:value-of select="assay:xml(report)"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
</xsl:stylesheet>
