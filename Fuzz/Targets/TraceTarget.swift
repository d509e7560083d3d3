import InternetMessage

/// Values at `ReceivedTrace` and `MessageIdentifierList`.
///
/// Invariants:
/// - Any octets are a trace: no text in it is empty or has a line end, an address in it is one that can be written.
/// - Any octets are a list of identifiers; the list that is written and read again is the same, and each of its
///   identifiers is one by itself.
/// - A long value takes no longer than the fuzzer's time limit.
///
/// The script is the value. The choice: whether it is lengthened for the last of these.
enum TraceTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let value = FuzzScript(input.script, alphabet).octets
        try checkTrace(value)
        try checkIdentifiers(value)
        let long = value.lengthened(input.octet())
        guard long.count > value.count else { return }
        try checkTrace(long)
        _ = MessageIdentifierList(parsing: long[...])
    }

    private static func checkTrace(_ value: [UInt8]) throws(BrokenInvariant) {
        let trace = ReceivedTrace(parsing: value[...])
        let texts = [
            trace.from, trace.greeting, trace.clientName, trace.by, trace.via, trace.with, trace.identifier,
            trace.recipient, trace.tlsVersion, trace.tlsCipher,
        ]
        for case let text? in texts {
            let isText = !text.isEmpty && !text.utf8.contains { $0 == 13 || $0 == 10 }
            try demand(isText, "a text is one line", "\(trace), \(value.prefix(500).shown)")
        }
        if let date = trace.date {
            try demand((try? MessageDate(date.text)) == date, "a date can be written", "\(date)")
        }
    }

    private static func checkIdentifiers(_ value: [UInt8]) throws(BrokenInvariant) {
        let list = MessageIdentifierList(parsing: value[...])
        for identifier in list.identifiers.prefix(50) {
            let again = try? MessageIdentifier(identifier.description)
            try demand(again == identifier, "an identifier is one by itself", "\(identifier), \(value.shown)")
        }
        guard let field = try? list.field(named: "References") else {
            throw BrokenInvariant(description: "a list of identifiers can be written: \(list)")
        }
        let read = MessageIdentifierList(parsing: field.value)
        try demand(read == list, "a list of identifiers that is written is the same", "\(read), \(list)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "from mx.example.com ", "by mail.example.net ", "via TCP ", "with ESMTPS ", "id 1a2b ",
            "for <ada@example.com>",
            "; Fri, 21 Nov 1997 09:55:06 -0600", "(mx.example.com [192.0.2.1])", "([192.0.2.1] helo=mx.example.com)",
            "(HELO mx.example.com)", "[IPv6:2001:db8::1]", "(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384",
            " (256/256 bits))", "(version=TLS1_2 cipher=X)", "(", ")", "<", ">", "@", ";", " ", "\r\n ", "\t", "\"",
            "\\",
            "<1@example.com>", "<\"a b\"@example.com>", "<a @ b . c>", "[", "]", "Your message of ", "=", ":", ".",
            "\0",
            "\u{E9}", "unknown", "envelope-from <", "from", "by", ",", "\n", String(repeating: "x", count: 400),
        ])
}
