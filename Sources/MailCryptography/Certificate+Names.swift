extension Certificate {
    /// Whether the certificate is made for a host (RFC 9525, section 6.3).
    ///
    /// A name matches itself, whatever the case, and `*.example.com` any name of exactly one label more than
    /// `example.com`. An address matches no name.
    ///
    /// - Parameter hostName: the host's name in the form of the DNS (A-labels), with or without a dot at its end.
    public func covers(_ hostName: String) -> Bool {
        var octets = Array(hostName.utf8)
        if octets.last == Self.dot { octets.removeLast() }
        guard octets.first != Self.asterisk, let name = Self.hostName(octets[...]) else { return false }
        if hostNames.contains(name) { return true }
        guard let end = name.firstIndex(of: ".") else { return false }
        return hostNames.contains("*" + name[end...])
    }

    /// A host name in lower case, or nil for what is none; its first label may be an asterisk.
    static func hostName(_ octets: ArraySlice<UInt8>) -> String? {
        guard (1...253).contains(octets.count) else { return nil }
        let labels = octets.split(separator: dot, omittingEmptySubsequences: false)
        let isWildcard = labels.count > 1 && labels[0].elementsEqual([asterisk])
        guard (isWildcard ? labels.dropFirst() : labels[...]).allSatisfy(isLabel) else { return nil }
        // A name whose last label is a number is an address (RFC 1123, section 2.1).
        guard let last = labels.last, !last.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(decoding: octets, as: UTF8.self).lowercased()
    }

    /// Whether octets are letters, digits, underscores and hyphens within, up to 63.
    private static func isLabel(_ octets: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(octets.count) && octets.first != hyphen && octets.last != hyphen
            && octets.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), hyphen:
                    true
                default: false
                }
            }
    }

    private static let asterisk = UInt8(ascii: "*")
    private static let dot = UInt8(ascii: ".")
    private static let hyphen = UInt8(ascii: "-")
}
