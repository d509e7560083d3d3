/// A name as it stands in a DNS message: the root, or labels of any octets (RFC 1035, section 3.1; RFC 2181, section 11).
///
/// Most names are domain names, and `domain` gives those. This type is for what a message may hold besides: the root
/// (the exchange of a null MX), spaces and dots within labels, hyphens at the edge.
///
/// Guarantees: labels of 1 to 63 octets, at most 255 octets on the wire, ASCII letters in lower case; so two names are
/// equal when the DNS finds them equal.
public struct DNSName: Hashable, Sendable {
    /// The name in lower case without a final dot, special octets written `\.` or `\DDD`; the root is `.`.
    public let text: String

    /// The longest name in octets on the wire, length octets and the root included (RFC 1035, section 2.3.4).
    static let maximumWireLength = 255
    /// The longest label in octets (RFC 1035, section 2.3.4).
    static let maximumLabelLength = 63

    /// The root of the DNS.
    public static let root = DNSName(escaped: [])

    /// Makes a name from octets in the form of `text`, written by `append`; none is the root.
    init(escaped octets: [UInt8]) {
        text = octets.isEmpty ? "." : String(decoding: octets, as: UTF8.self)
    }

    /// Makes a name from its labels; nil is returned when one is empty or too long, or all of them are.
    package init?(labels: [[UInt8]]) {
        var wireLength = 1
        var octets: [UInt8] = []
        for label in labels {
            guard !label.isEmpty, label.count <= Self.maximumLabelLength else { return nil }
            wireLength += label.count + 1
            if !octets.isEmpty { octets.append(UInt8(ascii: ".")) }
            for octet in label { Self.append(octet, to: &octets) }
        }
        guard wireLength <= Self.maximumWireLength else { return nil }
        self.init(escaped: octets)
    }

    /// Whether this is the root.
    public var isRoot: Bool { text == "." }

    /// The labels from left to right, unescaped; none for the root.
    package var labels: [[UInt8]] { isRoot ? [] : Self.labels(of: text.utf8) ?? [] }

    /// The name without its first label; the root for a top-level name, nil for the root.
    package var parent: DNSName? { isRoot ? nil : DNSName(labels: Array(labels.dropFirst())) }

    /// Appends one octet of a label as `text` writes it.
    static func append(_ octet: UInt8, to octets: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): octets.append(octet | 0x20)
        case UInt8(ascii: "."), UInt8(ascii: "\\"): octets += [UInt8(ascii: "\\"), octet]
        case 33...126: octets.append(octet)
        default:
            let zero = UInt8(ascii: "0")
            octets += [UInt8(ascii: "\\"), zero + octet / 100, zero + octet / 10 % 10, zero + octet % 10]
        }
    }

    /// Splits a name at its dots and undoes escapes; nil when an escape is malformed.
    static func labels(of text: some Sequence<UInt8>) -> [[UInt8]]? {
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var octets = text.makeIterator()
        func digit(_ octet: UInt8?) -> Int? {
            guard let octet, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
            return Int(octet - UInt8(ascii: "0"))
        }
        while let octet = octets.next() {
            if octet == UInt8(ascii: ".") {
                labels.append(label)
                label = []
            } else if octet == UInt8(ascii: "\\") {
                guard let escaped = octets.next() else { return nil }
                if let hundreds = digit(escaped) {
                    guard let tens = digit(octets.next()), let ones = digit(octets.next()),
                        let value = UInt8(exactly: hundreds * 100 + tens * 10 + ones)
                    else { return nil }
                    label.append(value)
                } else {
                    label.append(escaped)
                }
            } else {
                label.append(octet)
            }
        }
        if !label.isEmpty { labels.append(label) }
        return labels
    }
}
