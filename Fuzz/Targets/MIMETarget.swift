import InternetMessage

/// Messages at `MIMEStructure`.
///
/// Invariants:
/// - The outcome is a structure, or a `MessageError` for the limit of a header, with an offset inside the message.
/// - Parts form a tree in the order in which they begin, within the limits of depth and number. Each lies in the body of
///   the one around it, behind those before it; header and body of a part are next to each other.
/// - Every octet of a body is in a preamble, in a part, in an epilogue or in a delimiter line, and what is between those is
///   one delimiter line of this multipart with the line end before it.
/// - Fields are the header's octets, line ends aside. Where LF stands in CRLF only, the header of the message is that of
///   `MessageHeader`.
/// - A defect is told of a part that is there, at an offset inside the message.
/// - Bodies, texts and file names are there for every part; a safe file name is one. No part of a message is hidden:
///   a reader shows it or offers to save it.
/// - A long message takes no longer than the fuzzer's time limit.
///
/// The script is the message. The choices: the limits, and whether the script is lengthened for the last of these.
enum MIMETarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = FuzzScript(input.script, alphabet).octets
        var limits = MIMEWalkLimits.standard
        limits.maximumDepth = input.choice(limits.maximumDepth, 0, 1, 2, -1)
        limits.maximumPartCount = input.choice(limits.maximumPartCount, 1, 2, 3, 0)
        limits.header = input.choice(.standard, HeaderLimits(maximumSize: 60, maximumFieldCount: 2))
        let long = message.lengthened(input.octet())
        if long.count > message.count { _ = try? MIMEStructure(parsing: long, limits: limits) }
        let structure: MIMEStructure
        do {
            structure = try MIMEStructure(parsing: message, limits: limits)
        } catch {
            let isInside = (0...message.count).contains(error.offset)
            try demand(isInside, "a mistake stands inside the message", "\(error), \(message.shown)")
            switch error.problem {
            case .headerTooLarge, .tooManyFields: return
            default: throw BrokenInvariant(description: "only limits are held against a message: \(error)")
            }
        }
        try MIMELayout(message, structure, limits).check()
        try checkHeader(structure, of: message, limits)
        for part in structure.parts.prefix(50) { try checkContent(part, message) }
        try checkBodies(structure, message)
    }

    private static func checkHeader(
        _ structure: MIMEStructure, of message: [UInt8], _ limits: MIMEWalkLimits
    ) throws(BrokenInvariant) {
        let hasBareLineFeed = message.indices.contains { message[$0] == 10 && ($0 == 0 || message[$0 - 1] != 13) }
        guard !hasBareLineFeed, !message.starts(with: Array("From ".utf8)), let part = structure.parts.first,
            let header = try? MessageHeader(parsing: message, limits: limits.header)
        else { return }
        let isSame = part.fields == header.fields && part.headerRange == 0..<header.bodyOffset
        try demand(isSame, "the header is that of MessageHeader", "\(part.headerRange), \(message.shown)")
    }

    private static func checkContent(_ part: MIMEPart, _ message: [UInt8]) throws(BrokenInvariant) {
        let body = part.decodedBody(in: message)
        let isAsItStands = part.kind != .single || part.transferEncoding.isIdentity
        try demand(!isAsItStands || body == Array(message[part.bodyRange]), "a body is its octets", message.shown)
        let text = part.text(in: message)
        let isText = part.kind == .single && part.contentType.type == "text"
        try demand(text == nil || isText, "only text is text", message.shown)
        try demand(text != nil || !isText || part.contentType.charset != nil, "text is text", message.shown)
        // A part of another message is read where that has octets.
        _ = part.decodedBody(in: Array(message.prefix(message.count / 2)))
        if let type = part.firstField(named: "content-type") {
            let isDeclared = ContentType(parsing: type.value) != nil
            try demand(isDeclared == part.isTypeDeclared, "a type that can be read counts", message.shown)
        }
        guard let name = part.safeFileName else { return }
        let isSafe = name.isOneLine && !name.contains { $0 == "/" || $0 == "\\" || $0 == ":" || $0 == "\t" }
        let isBounded = (1...200).contains(name.utf8.count) && name.first != "." && name.last != "."
        try demand(isSafe && isBounded, "a safe name is the name of one file", "\(name), \(message.shown)")
        try demand(part.fileName != nil, "a safe name comes from a name", "\(name), \(message.shown)")
    }

    private static func checkBodies(_ structure: MIMEStructure, _ message: [UInt8]) throws(BrokenInvariant) {
        let bodies = structure.bodies
        let all = bodies.text + bodies.html + bodies.attachments
        try demand(all.allSatisfy(structure.parts.indices.contains), "bodies are parts", "\(bodies)")
        try demand(Set(bodies.attachments).count == bodies.attachments.count, "each is saved once", "\(bodies)")
        for list in [bodies.text, bodies.html, bodies.attachments] {
            try demand(list == list.sorted(), "bodies stand in their order", "\(bodies), \(message.shown)")
        }
        for part in structure.parts {
            // What is in a message inside is shown with that.
            var around = part.parent
            while let index = around, structure.parts[index].kind == .multipart {
                around = structure.parts[index].parent
            }
            guard around == nil, part.kind != .multipart || part.children.isEmpty else { continue }
            try demand(all.contains(part.index), "no part is hidden", "\(part.index), \(bodies), \(message.shown)")
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "--b\r\n", "\r\n--b\r\n",
            "\r\n--b--\r\n",
            "Content-Type: multipart/alternative; boundary=bb\r\n", "\r\n--bb\r\n", "\r\n--bb--\r\n",
            "Content-Type: multipart/digest; boundary=\"d e\"\r\n", "\r\n--d e\r\n", "\r\n--d e--\r\n",
            "Content-Type: message/rfc822\r\n", "Content-Type: message/global\r\n", "Content-Type: text/html\r\n",
            "Content-Type: text/plain; charset=iso-8859-1\r\n", "Content-Type: image/png; name=\"a/../b.png\"\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
            "Content-Transfer-Encoding: x-uuencode\r\n",
            "Content-Disposition: attachment; filename=\"..\\\\CON.txt\"\r\n",
            "Content-Disposition: inline; filename*=utf-8''%E2%82%AC.txt\r\n", "Content-ID: <1@example.com>\r\n",
            "Subject: x\r\n", "\n", "\r", "\n--b\n", "--", " ", "\t", "text", "=41", "QUJD", "\u{E9}", "\0",
            "From ada\r\n",
            "Content-Type: multipart/related; boundary=\"\"\r\n", "Content-Type: nonsense\r\n", "--b", "b",
            "Content-Type: ",
            "; boundary=", "; charset=", "Content-Type: multipart/mixed; boundary=\"\r\n b\"\r\n", "begin 644 x\r\n",
        ])
}
