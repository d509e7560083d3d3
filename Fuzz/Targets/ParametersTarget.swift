import InternetMessage

/// Values at `ContentType`, `ContentDisposition`, `TransferEncoding` and `MIMEParameters`.
///
/// Invariants:
/// - Any octets have parameters, within their limit: different names in lower case, each with a value of one line.
/// - A type is a token in lower case; a boundary is not empty and has no blank at its end.
/// - A parameter of any text without control characters, written and read again, is the same, in lines of at most 77
///   octets, among others, and no part of its value becomes another parameter.
/// - A long value takes no longer than the fuzzer's time limit.
///
/// The script is the value of the field, and then of the parameter. The choice: whether it is lengthened for the last of
/// these.
enum ParametersTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let value = FuzzScript(input.script, alphabet).octets
        try checkReading(value)
        let text = String(decoding: value, as: UTF8.self).unicodeScalars.filter {
            $0.value >= 32 && !(127..<160).contains($0.value)
        }
        try checkWriting(String(String.UnicodeScalarView(text)))
        let long = value.lengthened(input.octet())
        if long.count > value.count { try checkReading(long) }
    }

    private static func checkReading(_ value: [UInt8]) throws(BrokenInvariant) {
        let start = value.prefix(1_000).shown
        try check(MIMEParameters(parsing: value[...]), start)
        if let type = ContentType(parsing: value[...]) {
            try check(type.parameters, start)
            let isToken = !type.type.isEmpty && type.type == type.type.lowercased() && !type.type.contains(" ")
            try demand(isToken, "a type is a token in lower case", "\(type.mediaType), \(start)")
            let last = type.boundary.map { $0.last }
            let isBoundary = last.map { $0 != nil && $0 != 32 && $0 != 9 } ?? true
            try demand(isBoundary, "a boundary does not end in a blank", start)
        }
        if let disposition = ContentDisposition(parsing: value[...]) { try check(disposition.parameters, start) }
        let encoding = TransferEncoding(parsing: value[...])
        if case .other = encoding { return }
        let again = TransferEncoding(parsing: Array(encoding.description.utf8)[...])
        try demand(again == encoding, "an encoding is found by its name", "\(encoding), \(start)")
    }

    private static func check(_ parameters: MIMEParameters, _ start: String) throws(BrokenInvariant) {
        let names = parameters.names
        try demand(names.count <= MIMEParameters.maximumCount, "parameters keep their limit", "\(names.count)")
        try demand(Set(names).count == names.count, "parameters have different names", "\(names), \(start)")
        for name in names {
            let isName = !name.isEmpty && name == name.lowercased()
            try demand(isName, "a name is in lower case", "\(name), \(start)")
            guard let value = parameters[name.uppercased()] else {
                throw BrokenInvariant(description: "a parameter is found by its name: \(name), \(start)")
            }
            try demand(value.isOneLine, "a value is one line", "\(Array(value.utf8).shown), \(start)")
        }
    }

    private static func checkWriting(_ text: String) throws(BrokenInvariant) {
        var folder = HeaderLineFolder(name: "Content-Disposition")
        folder.append("attachment".utf8)
        MIMEParameters.append(name: "size", value: "1", to: &folder)
        MIMEParameters.append(name: "filename", value: text, to: &folder)
        MIMEParameters.append(name: "x", value: "y", to: &folder)
        let octets = folder.finish()
        let isFolded = octets.split(separator: 10).allSatisfy { $0.count <= 78 && $0.last == 13 }
        try demand(isFolded, "no line is over 77 octets", octets.shown)
        guard let field = try? HeaderField(parsing: octets), let read = ContentDisposition(parsing: field.value) else {
            throw BrokenInvariant(description: "what is written is one field: \(octets.shown)")
        }
        let names = read.parameters.names
        try demand(
            names == ["size", "filename", "x"], "no part of a value is a parameter", "\(names), \(octets.shown)")
        // A value of very many sections is cut.
        guard text.utf8.count <= 10_000 else { return }
        let found = read.fileName ?? ""
        try demand(found.utf8.elementsEqual(text.utf8), "a value is the same", "\(found), \(octets.shown)")
        try demand(read.parameters["x"] == "y", "and so is the next one", octets.shown)
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            "text/plain", "multipart/mixed; boundary=", "attachment; ", "; charset=utf-8", "; name=", "; filename=",
            "; filename*=utf-8''%C3%A9", "; filename*0=\"a\"", "; filename*1=\"b\"", "; filename*0*=utf-8''%E2%82",
            "; filename*1*=%AC", "; filename*=x-unknown''a", "=?utf-8?q?a=C3=AB?=", "=?utf-8?b?Wm/Dqw==?=", "\"", "\\",
            "(", ")", ";", "=", "*", "'", "%", "\r\n ", " ", "\u{E9}", "\u{1F469}\u{200D}\u{1F4BB}", "%00", "%0D%0A",
            "quoted-printable", "8bit", "; boundary=\"a b \"", "*999999999999999999999*=", "; a=1; a=2",
            String(repeating: "\u{DF}", count: 60), String(repeating: "x", count: 90), "=?",
        ])
}
