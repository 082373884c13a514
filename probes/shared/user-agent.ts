/** The product token of the exporter whose behaviour is reproduced, which some targets' allow lists name. */
export const userAgent = 'Blackbox-Exporter/0.28.0';
