import MailAddressing

/// `HOST:PORT` or `[IPv6]:PORT` taken apart; the host itself is not checked.
struct HostAndPort: Hashable, Sendable {
    /// What is wrong with such a text.
    struct Mistake: Error, Hashable, Sendable {
        /// What is wrong and what is accepted.
        let message: String
    }

    /// The host, without brackets.
    let host: String
    /// Whether the host stood in brackets.
    let isBracketed: Bool
    /// The port: 0 to 65535.
    let port: Int

    /// Takes a text apart.
    ///
    /// - Parameter text: for example `127.0.0.1:2525`, `[::1]:2525` or `smtp.example.net:587`.
    /// - Throws: `Mistake` when there is no port, or an IPv6 address without brackets.
    init(_ text: String) throws(Mistake) {
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw Mistake(message: "the bracket does not end") }
            host = String(text[text.index(after: text.startIndex)..<end])
            isBracketed = true
            rest = text[text.index(after: end)...]
        } else {
            guard IPAddress(text)?.family != .v6, text.count(where: { $0 == ":" }) <= 1 else {
                throw Mistake(message: "an IPv6 address stands in brackets, as in \"[::1]:2525\"")
            }
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            host = String(text[..<colon])
            isBracketed = false
            rest = text[colon...]
        }
        guard rest.hasPrefix(":") else { throw Mistake(message: "the port is missing, as in \"127.0.0.1:2525\"") }
        guard let port = Self.port(rest.dropFirst()) else {
            throw Mistake(message: "the port is a number from 0 to 65535")
        }
        guard !host.isEmpty else { throw Mistake(message: "the host is missing, as in \"127.0.0.1:\(port)\"") }
        self.port = port
    }

    /// The address, or nil when the host is a name or has brackets that do not belong to it.
    var address: IPAddress? {
        guard let address = IPAddress(host), isBracketed == (address.family == .v6) else { return nil }
        return address
    }

    private static func port(_ digits: Substring) -> Int? {
        guard (1...5).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isWholeNumber }),
            let number = Int(digits), number <= 65_535
        else { return nil }
        return number
    }
}
