/// Messages and bodies of our own making, the same in every run.
enum Samples {
    /// A message of about so many octets: a usual header, and English lines of 40 to 76 characters.
    ///
    /// - Parameters:
    ///   - size: the size of the body in octets.
    ///   - seed: which message.
    static func message(size: Int, seed: UInt64) -> [UInt8] {
        Array(header(seed: seed).utf8) + body(size: size, seed: seed)
    }

    /// Lines of words, with an empty line after every few.
    static func body(size: Int, seed: UInt64) -> [UInt8] {
        var generator = Numbers(seed: seed)
        var octets: [UInt8] = []
        octets.reserveCapacity(size + 80)
        while octets.count < size {
            let end = octets.count + 40 + Int(generator.next() % 30)
            while octets.count < end {
                octets += words[Int(generator.next() % UInt64(words.count))]
                octets.append(UInt8(ascii: " "))
            }
            octets[octets.count - 1] = UInt8(ascii: ".")
            octets += lineEnd
            if generator.next() % 8 == 0 { octets += lineEnd }
        }
        return octets
    }

    /// The worst for the relaxed form: runs of blanks and tabs everywhere, also at the ends of lines.
    static func blanks(size: Int) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(size + 80)
        while octets.count < size { octets += Array("a  b\t c \t d   e \r\n\r\n".utf8) }
        return octets
    }

    /// Base64 in lines of 76 characters, as in an attachment.
    static func base64(size: Int) -> [UInt8] {
        var generator = Numbers(seed: 7)
        var octets: [UInt8] = []
        octets.reserveCapacity(size + 80)
        while octets.count < size {
            for _ in 0..<76 { octets.append(alphabet[Int(generator.next() % 64)]) }
            octets += lineEnd
        }
        return octets
    }

    private static func header(seed: UInt64) -> String {
        """
        Received: from client.example.com (client.example.com [192.0.2.7])\r
        \tby mx.example.net with ESMTPS (TLSv1.3) id 4f1a\(seed);\r
        \tThu, 26 Nov 2026 10:00:00 +0000\r
        From: Ada Lovelace <ada@example.com>\r
        To: Charles Babbage <charles@example.net>,\r
        \tMary Somerville <mary@example.org>\r
        Subject: Notes on the analytical engine, part \(seed), with a subject that is\r
         folded once\r
        Date: Thu, 26 Nov 2026 09:59:58 +0000\r
        Message-ID: <\(seed).4f1a@example.com>\r
        In-Reply-To: <1.4f1a@example.net>\r
        References: <0.4f1a@example.net> <1.4f1a@example.net>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        Content-Transfer-Encoding: 8bit\r
        List-Id: Engines <engines.example.com>\r
        List-Unsubscribe: <https://example.com/unsubscribe/4f1a>\r
        X-Mailer: an engine of brass\r
        \r

        """
    }

    private static let lineEnd: [UInt8] = [13, 10]
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let words = [
        "the", "engine", "weaves", "algebraic", "patterns", "just", "as", "a", "loom", "flowers", "and", "leaves",
        "numbers", "of", "which", "we", "know", "not", "yet", "all", "laws",
    ].map { Array($0.utf8) }
}

/// Numbers from a seed (SplitMix64).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
