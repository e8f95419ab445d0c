/// Countries by their codes, names and telephone habits. Source: ISO 3166-1 (codes, English names and common other names); ITU-T E.164
/// and the national numbering plans (calling code, trunk prefix, digits of a national significant number).
enum CountryTable {
    /// One country a line: alpha-2, alpha-3, calling code, trunk prefix (`-` none, `?` behind it: often left out), fewest and most
    /// digits of a number without its trunk prefix, names.
    static let rows = """
        AD AND 376 - 6-9 Andorra
        AE ARE 971 0? 7-9 United Arab Emirates|UAE
        AF AFG 93 0 9-9 Afghanistan
        AG ATG 1 1? 10-10 Antigua and Barbuda
        AI AIA 1 1? 10-10 Anguilla
        AL ALB 355 0 6-9 Albania
        AM ARM 374 0 8-8 Armenia
        AO AGO 244 - 9-9 Angola
        AQ ATA 672 - 6-6 Antarctica
        AR ARG 54 0? 10-11 Argentina
        AS ASM 1 1? 10-10 American Samoa
        AT AUT 43 0 4-13 Austria|Österreich
        AU AUS 61 0 9-9 Australia
        AW ABW 297 - 7-7 Aruba
        AX ALA 358 0 5-12 Åland Islands
        AZ AZE 994 0 9-9 Azerbaijan
        BA BIH 387 0 8-9 Bosnia and Herzegovina
        BB BRB 1 1? 10-10 Barbados
        BD BGD 880 0 8-10 Bangladesh
        BE BEL 32 0 8-9 Belgium|België|Belgique
        BF BFA 226 - 8-8 Burkina Faso
        BG BGR 359 0 7-9 Bulgaria
        BH BHR 973 - 8-8 Bahrain
        BI BDI 257 - 8-8 Burundi
        BJ BEN 229 - 8-10 Benin
        BL BLM 590 0 9-9 Saint Barthélemy
        BM BMU 1 1? 10-10 Bermuda
        BN BRN 673 - 7-7 Brunei|Brunei Darussalam
        BO BOL 591 0? 8-8 Bolivia
        BQ BES 599 - 7-7 Bonaire, Sint Eustatius and Saba
        BR BRA 55 0? 10-11 Brazil|Brasil
        BS BHS 1 1? 10-10 Bahamas
        BT BTN 975 - 7-8 Bhutan
        BW BWA 267 - 7-8 Botswana
        BY BLR 375 8? 9-9 Belarus
        BZ BLZ 501 - 7-7 Belize
        CA CAN 1 1? 10-10 Canada
        CC CCK 61 0 9-9 Cocos (Keeling) Islands
        CD COD 243 0 7-9 Congo, Democratic Republic of the|DR Congo|Democratic Republic of the Congo
        CF CAF 236 - 8-8 Central African Republic
        CG COG 242 - 9-9 Congo|Republic of the Congo
        CH CHE 41 0 9-9 Switzerland|Schweiz|Suisse|Svizzera
        CI CIV 225 - 10-10 Côte d'Ivoire|Ivory Coast
        CK COK 682 - 5-5 Cook Islands
        CL CHL 56 - 9-9 Chile
        CM CMR 237 - 8-9 Cameroon
        CN CHN 86 0? 7-11 China|PRC
        CO COL 57 - 8-10 Colombia
        CR CRI 506 - 8-8 Costa Rica
        CU CUB 53 0? 6-8 Cuba
        CV CPV 238 - 7-7 Cabo Verde|Cape Verde
        CW CUW 599 - 7-8 Curaçao
        CX CXR 61 0 9-9 Christmas Island
        CY CYP 357 - 8-8 Cyprus
        CZ CZE 420 - 9-9 Czechia|Czech Republic
        DE DEU 49 0 3-13 Germany|Deutschland
        DJ DJI 253 - 8-8 Djibouti
        DK DNK 45 - 8-8 Denmark|Danmark
        DM DMA 1 1? 10-10 Dominica
        DO DOM 1 1? 10-10 Dominican Republic
        DZ DZA 213 0 8-9 Algeria
        EC ECU 593 0 8-9 Ecuador
        EE EST 372 - 7-8 Estonia|Eesti
        EG EGY 20 0 8-10 Egypt
        EH ESH 212 0 9-9 Western Sahara
        ER ERI 291 0 7-7 Eritrea
        ES ESP 34 - 9-9 Spain|España
        ET ETH 251 0 9-9 Ethiopia
        FI FIN 358 0 5-12 Finland|Suomi
        FJ FJI 679 - 7-7 Fiji
        FK FLK 500 - 5-5 Falkland Islands
        FM FSM 691 - 7-7 Micronesia
        FO FRO 298 - 6-6 Faroe Islands
        FR FRA 33 0 9-9 France
        GA GAB 241 0? 7-8 Gabon
        GB GBR 44 0 9-10 United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland
        GD GRD 1 1? 10-10 Grenada
        GE GEO 995 0? 9-9 Georgia
        GF GUF 594 0 9-9 French Guiana
        GG GGY 44 0 10-10 Guernsey
        GH GHA 233 0 9-9 Ghana
        GI GIB 350 - 8-8 Gibraltar
        GL GRL 299 - 6-6 Greenland
        GM GMB 220 - 7-7 Gambia
        GN GIN 224 - 8-9 Guinea
        GP GLP 590 0 9-9 Guadeloupe
        GQ GNQ 240 - 9-9 Equatorial Guinea
        GR GRC 30 - 10-10 Greece
        GT GTM 502 - 8-8 Guatemala
        GU GUM 1 1? 10-10 Guam
        GW GNB 245 - 7-9 Guinea-Bissau
        GY GUY 592 - 7-7 Guyana
        HK HKG 852 - 8-8 Hong Kong
        HN HND 504 - 8-8 Honduras
        HR HRV 385 0 8-9 Croatia|Hrvatska
        HT HTI 509 - 8-8 Haiti
        HU HUN 36 06 8-9 Hungary|Magyarország
        ID IDN 62 0 7-12 Indonesia
        IE IRL 353 0 7-10 Ireland|Republic of Ireland
        IL ISR 972 0 8-9 Israel
        IM IMN 44 0 10-10 Isle of Man
        IN IND 91 0? 10-10 India
        IO IOT 246 - 7-7 British Indian Ocean Territory
        IQ IRQ 964 0 8-10 Iraq
        IR IRN 98 0? 10-10 Iran
        IS ISL 354 - 7-9 Iceland
        IT ITA 39 - 6-12 Italy|Italia
        JE JEY 44 0 10-10 Jersey
        JM JAM 1 1? 10-10 Jamaica
        JO JOR 962 0 8-9 Jordan
        JP JPN 81 0 9-10 Japan
        KE KEN 254 0 7-10 Kenya
        KG KGZ 996 0 9-9 Kyrgyzstan
        KH KHM 855 0 8-9 Cambodia
        KI KIR 686 - 5-8 Kiribati
        KM COM 269 - 7-7 Comoros
        KN KNA 1 1? 10-10 Saint Kitts and Nevis
        KP PRK 850 0 8-10 North Korea
        KR KOR 82 0 8-10 South Korea|Korea|Republic of Korea|Korea, Republic of
        KW KWT 965 - 7-8 Kuwait
        KY CYM 1 1? 10-10 Cayman Islands
        KZ KAZ 7 8? 10-10 Kazakhstan
        LA LAO 856 0 8-10 Laos
        LB LBN 961 0 7-8 Lebanon
        LC LCA 1 1? 10-10 Saint Lucia
        LI LIE 423 - 7-9 Liechtenstein
        LK LKA 94 0 9-9 Sri Lanka
        LR LBR 231 0 7-9 Liberia
        LS LSO 266 - 8-8 Lesotho
        LT LTU 370 0? 8-8 Lithuania|Lietuva
        LU LUX 352 - 4-11 Luxembourg
        LV LVA 371 - 8-8 Latvia|Latvija
        LY LBY 218 0 8-9 Libya
        MA MAR 212 0 9-9 Morocco
        MC MCO 377 0? 8-9 Monaco
        MD MDA 373 0 8-8 Moldova
        ME MNE 382 0 8-9 Montenegro
        MF MAF 590 0 9-9 Saint Martin
        MG MDG 261 0 9-9 Madagascar
        MH MHL 692 1? 7-7 Marshall Islands
        MK MKD 389 0 8-8 North Macedonia
        ML MLI 223 - 8-8 Mali
        MM MMR 95 0 7-10 Myanmar
        MN MNG 976 0? 8-10 Mongolia
        MO MAC 853 - 8-8 Macao|Macau
        MP MNP 1 1? 10-10 Northern Mariana Islands
        MQ MTQ 596 0 9-9 Martinique
        MR MRT 222 - 8-8 Mauritania
        MS MSR 1 1? 10-10 Montserrat
        MT MLT 356 - 8-8 Malta
        MU MUS 230 - 7-8 Mauritius
        MV MDV 960 - 7-7 Maldives
        MW MWI 265 0 7-9 Malawi
        MX MEX 52 - 10-10 Mexico|México
        MY MYS 60 0 8-10 Malaysia
        MZ MOZ 258 - 8-9 Mozambique
        NA NAM 264 0 8-9 Namibia
        NC NCL 687 - 6-6 New Caledonia
        NE NER 227 - 8-8 Niger
        NF NFK 672 - 6-6 Norfolk Island
        NG NGA 234 0 8-10 Nigeria
        NI NIC 505 - 8-8 Nicaragua
        NL NLD 31 0 9-9 Netherlands|The Netherlands|Holland|Nederland
        NO NOR 47 - 5-8 Norway|Norge
        NP NPL 977 0 8-10 Nepal
        NR NRU 674 - 7-7 Nauru
        NU NIU 683 - 4-7 Niue
        NZ NZL 64 0 8-10 New Zealand
        OM OMN 968 - 8-8 Oman
        PA PAN 507 - 7-8 Panama
        PE PER 51 0? 8-9 Peru
        PF PYF 689 - 6-8 French Polynesia
        PG PNG 675 - 7-8 Papua New Guinea
        PH PHL 63 0 8-10 Philippines
        PK PAK 92 0 9-10 Pakistan
        PL POL 48 - 9-9 Poland|Polska
        PM SPM 508 0 6-9 Saint Pierre and Miquelon
        PR PRI 1 1? 10-10 Puerto Rico
        PS PSE 970 0 8-9 Palestine|Palestine, State of
        PT PRT 351 - 9-9 Portugal
        PW PLW 680 - 7-7 Palau
        PY PRY 595 0 7-9 Paraguay
        QA QAT 974 - 7-8 Qatar
        RE REU 262 0 9-9 Réunion
        RO ROU 40 0 9-9 Romania|România
        RS SRB 381 0 8-10 Serbia
        RU RUS 7 8? 10-10 Russia|Russian Federation
        RW RWA 250 0? 8-9 Rwanda
        SA SAU 966 0 8-9 Saudi Arabia
        SB SLB 677 - 5-7 Solomon Islands
        SC SYC 248 - 7-7 Seychelles
        SD SDN 249 0 9-9 Sudan
        SE SWE 46 0 7-10 Sweden|Sverige
        SG SGP 65 - 8-8 Singapore
        SH SHN 290 - 4-5 Saint Helena
        SI SVN 386 0 8-8 Slovenia
        SJ SJM 47 - 5-8 Svalbard and Jan Mayen
        SK SVK 421 0 9-9 Slovakia
        SL SLE 232 0 8-8 Sierra Leone
        SM SMR 378 - 6-10 San Marino
        SN SEN 221 - 9-9 Senegal
        SO SOM 252 0? 7-9 Somalia
        SR SUR 597 - 6-7 Suriname
        SS SSD 211 0 9-9 South Sudan
        ST STP 239 - 7-7 São Tomé and Príncipe
        SV SLV 503 - 8-8 El Salvador
        SX SXM 1 1? 10-10 Sint Maarten
        SY SYR 963 0 8-9 Syria
        SZ SWZ 268 - 8-8 Eswatini|Swaziland
        TC TCA 1 1? 10-10 Turks and Caicos Islands
        TD TCD 235 - 8-8 Chad
        TG TGO 228 - 8-8 Togo
        TH THA 66 0 8-9 Thailand
        TJ TJK 992 - 9-9 Tajikistan
        TK TKL 690 - 4-7 Tokelau
        TL TLS 670 - 7-8 Timor-Leste|East Timor
        TM TKM 993 8? 8-8 Turkmenistan
        TN TUN 216 - 8-8 Tunisia
        TO TON 676 - 5-7 Tonga
        TR TUR 90 0? 10-10 Turkey|Türkiye|Turkiye
        TT TTO 1 1? 10-10 Trinidad and Tobago
        TV TUV 688 - 5-7 Tuvalu
        TW TWN 886 0 8-9 Taiwan
        TZ TZA 255 0 9-9 Tanzania
        UA UKR 380 0 9-9 Ukraine
        UG UGA 256 0 9-9 Uganda
        US USA 1 1? 10-10 United States|United States of America|U.S.A.|U.S.
        UY URY 598 0? 8-8 Uruguay
        UZ UZB 998 - 9-9 Uzbekistan
        VA VAT 39 - 6-12 Vatican City|Holy See
        VC VCT 1 1? 10-10 Saint Vincent and the Grenadines
        VE VEN 58 0? 10-10 Venezuela
        VG VGB 1 1? 10-10 British Virgin Islands
        VI VIR 1 1? 10-10 U.S. Virgin Islands
        VN VNM 84 0 8-10 Vietnam|Viet Nam
        VU VUT 678 - 5-7 Vanuatu
        WF WLF 681 - 6-6 Wallis and Futuna
        WS WSM 685 - 5-10 Samoa
        XK XKX 383 0 8-9 Kosovo
        YE YEM 967 0 7-9 Yemen
        YT MYT 262 0 9-9 Mayotte
        ZA ZAF 27 0 9-9 South Africa
        ZM ZMB 260 0 9-9 Zambia
        ZW ZWE 263 0 7-10 Zimbabwe
        """
}
