extension KnownCharacterSet {
    /// Every name that is known, in lower case: those of the registry of character sets that mail uses, and what mail
    /// programs write instead.
    static let labels: [String: KnownCharacterSet] = {
        var labels: [String: KnownCharacterSet] = [:]
        for (set, names) in built { for name in names.split(separator: " ") { labels[String(name)] = set } }
        for (systemName, names) in converted {
            for name in names.split(separator: " ") { labels[String(name)] = .system(systemName) }
        }
        return labels
    }()

    /// The sets that are decoded here.
    private static let built: [(KnownCharacterSet, String)] = [
        (.ascii, "us-ascii ascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso_646.irv:1991 iso-ir-6 us cp367 ibm367"),
        (.ascii, "csascii 646 unknown-8bit"),
        (.utf8, "utf-8 utf8 unicode-1-1-utf-8 csutf8 x-utf-8"),
        (.utf16(isLittleEndian: nil), "utf-16 utf16 csutf16"),
        (.utf16(isLittleEndian: false), "utf-16be csutf16be"),
        (.utf16(isLittleEndian: true), "utf-16le csutf16le"),
        (.utf7, "utf-7 utf7 unicode-1-1-utf-7 csutf7"),
        (.windows1252, "iso-8859-1 iso8859-1 iso_8859-1 iso88591 iso_8859-1:1987 latin1 latin-1 l1 iso-ir-100 cp819"),
        (.windows1252, "ibm819 csisolatin1 windows-1252 windows1252 cp1252 cp-1252 x-cp1252 x-ansi ansi cswindows1252"),
    ]

    /// The sets that the C library decodes: its name, which both the GNU library and musl take where they have the set,
    /// and ours.
    ///
    /// Where a larger set holds a smaller one that is often named instead of it, the larger one is asked for. The
    /// converter for EUC-KR is never asked for, nor those for ISO-2022-CN and its extension: some GNU libraries have
    /// faults in them.
    private static let converted: [(String, String)] = [
        ("ISO-8859-2", "iso-8859-2 iso8859-2 iso_8859-2 iso88592 iso_8859-2:1987 latin2 l2 iso-ir-101 csisolatin2"),
        ("ISO-8859-3", "iso-8859-3 iso8859-3 iso_8859-3 iso88593 iso_8859-3:1988 latin3 l3 iso-ir-109 csisolatin3"),
        ("ISO-8859-4", "iso-8859-4 iso8859-4 iso_8859-4 iso88594 iso_8859-4:1988 latin4 l4 iso-ir-110 csisolatin4"),
        ("ISO-8859-5", "iso-8859-5 iso8859-5 iso_8859-5 iso88595 iso_8859-5:1988 cyrillic iso-ir-144"),
        ("ISO-8859-5", "csisolatincyrillic"),
        ("ISO-8859-6", "iso-8859-6 iso8859-6 iso_8859-6 iso88596 iso_8859-6:1987 arabic ecma-114 asmo-708 iso-ir-127"),
        ("ISO-8859-6", "csisolatinarabic iso-8859-6-i iso-8859-6-e csiso88596i csiso88596e"),
        ("ISO-8859-7", "iso-8859-7 iso8859-7 iso_8859-7 iso88597 iso_8859-7:1987 greek greek8 ecma-118 elot_928"),
        ("ISO-8859-7", "iso-ir-126 csisolatingreek sun_eu_greek"),
        ("ISO-8859-8", "iso-8859-8 iso8859-8 iso_8859-8 iso88598 iso_8859-8:1988 hebrew iso-ir-138 csisolatinhebrew"),
        ("ISO-8859-8", "iso-8859-8-i iso-8859-8-e csiso88598i csiso88598e logical visual"),
        ("CP1254", "iso-8859-9 iso8859-9 iso_8859-9 iso88599 iso_8859-9:1989 latin5 l5 iso-ir-148 csisolatin5"),
        ("CP1254", "windows-1254 windows1254 cp1254 x-cp1254 cswindows1254"),
        ("ISO-8859-10", "iso-8859-10 iso8859-10 iso_8859-10 iso885910 iso_8859-10:1992 latin6 l6 iso-ir-157"),
        ("ISO-8859-10", "csisolatin6"),
        ("TIS-620", "tis-620 tis620 tis620-0 tis620.2533 cstis620 iso-8859-11 iso8859-11 iso_8859-11 iso885911"),
        ("CP874", "windows-874 windows874 cp874 x-cp874 dos-874 cswindows874"),
        ("ISO-8859-13", "iso-8859-13 iso8859-13 iso_8859-13 iso885913 latin7 l7 csiso885913"),
        ("ISO-8859-14", "iso-8859-14 iso8859-14 iso_8859-14 iso885914 iso_8859-14:1998 latin8 l8 iso-ir-199"),
        ("ISO-8859-14", "iso-celtic csiso885914"),
        ("ISO-8859-15", "iso-8859-15 iso8859-15 iso_8859-15 iso885915 latin9 latin-9 l9 csiso885915 csisolatin9"),
        ("ISO-8859-16", "iso-8859-16 iso8859-16 iso_8859-16 iso885916 iso_8859-16:2001 latin10 l10 iso-ir-226"),
        ("CP1250", "windows-1250 windows1250 cp1250 cp-1250 x-cp1250 cswindows1250"),
        ("CP1251", "windows-1251 windows1251 cp1251 cp-1251 x-cp1251 cswindows1251 win-1251 win1251"),
        ("CP1253", "windows-1253 windows1253 cp1253 x-cp1253 cswindows1253"),
        ("CP1255", "windows-1255 windows1255 cp1255 x-cp1255 cswindows1255"),
        ("CP1256", "windows-1256 windows1256 cp1256 x-cp1256 cswindows1256"),
        ("CP1257", "windows-1257 windows1257 cp1257 x-cp1257 cswindows1257"),
        ("CP1258", "windows-1258 windows1258 cp1258 x-cp1258 cswindows1258"),
        ("KOI8-R", "koi8-r koi8r koi8 koi cskoi8r"),
        ("KOI8-U", "koi8-u koi8u koi8-ru cskoi8u"),
        ("GB18030", "gb18030 csgb18030 gbk gb2312 gb_2312-80 x-gbk cp936 ms936 windows-936 csgbk csgb2312 chinese"),
        ("GB18030", "gb2312-80 gb_2312 gb2312-1980 iso-ir-58 csiso58gb231280 euc-cn euccn cn-gb"),
        ("CP950", "big5 big-5 cn-big5 x-x-big5 csbig5 cp950 ms950 windows-950"),
        ("BIG5-HKSCS", "big5-hkscs big5hkscs csbig5hkscs"),
        ("EUC-JP", "euc-jp eucjp x-euc-jp x-euc cseucpkdfmtjapanese ujis"),
        ("EUC-JP", "extended_unix_code_packed_format_for_japanese"),
        ("CP932", "shift_jis shift-jis shiftjis sjis x-sjis ms_kanji csshiftjis windows-31j cswindows31j cp932 ms932"),
        ("CP932", "windows-932"),
        ("ISO-2022-JP", "iso-2022-jp iso2022jp iso-2022-jp-1 iso-2022-jp-2 csiso2022jp csiso2022jp2 jis"),
        ("CP949", "euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 ksc5601-1987 korean"),
        ("CP949", "cp949 ms949 windows-949 x-windows-949 uhc iso-ir-149 csksc56011987"),
        ("ISO-2022-KR", "iso-2022-kr iso2022kr csiso2022kr"),
        ("MACINTOSH", "macintosh mac macroman mac-roman x-mac-roman csmacintosh"),
        ("MAC-CYRILLIC", "x-mac-cyrillic mac-cyrillic maccyrillic x-mac-ukrainian"),
        ("CP437", "ibm437 cp437 437 cspc8codepage437"),
        ("CP850", "ibm850 cp850 850 cspc850multilingual"),
        ("CP852", "ibm852 cp852 852 cspcp852"),
        ("CP866", "ibm866 cp866 866 csibm866"),
        ("VISCII", "viscii csviscii"),
    ]
}
