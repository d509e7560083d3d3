import MXResolver

/// A record for people and programs.
struct DNSCommandRecord: Encodable {
    var name: String
    var timeToLive: UInt32
    var type: String
    /// The data as a zone file writes them, names without their final dot; printable ASCII alone.
    var data: String

    var address: String?
    var preference: UInt16?
    /// The name that an MX, CNAME, NS, PTR or SRV record leads to.
    var target: String?
    /// The strings of a text; octets that are no UTF-8 are replaced, `data` has them as they are.
    var strings: [String]?
    var priority: UInt16?
    var weight: UInt16?
    var port: UInt16?
    var usage: UInt8?
    var selector: UInt8?
    var matching: UInt8?
    /// The data of a TLSA record in hexadecimal digits.
    var association: String?
    var flags: UInt8?
    var tag: String?
    var value: String?
    var authority: Authority?

    /// The data of a SOA record.
    struct Authority: Encodable {
        var primary: String
        var responsible: String
        var serial: UInt32
        var refresh: UInt32
        var retry: UInt32
        var expire: UInt32
        var minimum: UInt32
    }

    /// A record for people and programs.
    init(_ record: DNSRecord) {
        name = record.name.text
        timeToLive = record.timeToLive
        type = "\(record.type)"
        switch record.data {
        case .address(let address):
            data = "\(address)"
            self.address = data
        case .mx(let preference, let exchange):
            data = "\(preference) \(exchange)"
            (self.preference, target) = (preference, exchange.text)
        case .txt(let strings):
            data = strings.map(Self.quoted).joined(separator: " ")
            self.strings = strings.map { String(decoding: $0, as: UTF8.self) }
        case .cname(let name), .ns(let name), .ptr(let name):
            data = name.text
            target = data
        case .soa(let authority):
            data = Self.text(of: authority)
            self.authority = Authority(
                primary: authority.primary.text, responsible: authority.responsible.text, serial: authority.serial,
                refresh: authority.refresh, retry: authority.retry, expire: authority.expire,
                minimum: authority.minimum)
        case .srv(let priority, let weight, let port, let name):
            data = "\(priority) \(weight) \(port) \(name)"
            (self.priority, self.weight, self.port, target) = (priority, weight, port, name.text)
        case .tlsa(let usage, let selector, let matching, let octets):
            let digits = Self.hexadecimal(octets)
            data = "\(usage) \(selector) \(matching) \(digits)"
            (self.usage, self.selector, self.matching, association) = (usage, selector, matching, digits)
        case .caa(let flags, let tag, let value):
            data = "\(flags) \(Self.escaped(tag, isQuoted: false)) \(Self.quoted(value))"
            self.flags = flags
            self.tag = String(decoding: tag, as: UTF8.self)
            self.value = String(decoding: value, as: UTF8.self)
        case .other(_, let octets):
            // The form for types that a program does not know (RFC 3597, section 5).
            data = "\\# \(octets.count)" + (octets.isEmpty ? "" : " " + Self.hexadecimal(octets))
        }
    }

    private static func text(of authority: StartOfAuthority) -> String {
        let numbers = [authority.serial, authority.refresh, authority.retry, authority.expire, authority.minimum]
        return "\(authority.primary) \(authority.responsible) " + numbers.map(String.init).joined(separator: " ")
    }

    private static func quoted(_ octets: [UInt8]) -> String { "\"\(escaped(octets, isQuoted: true))\"" }

    /// Octets as a zone file writes them (RFC 1035, section 5.1).
    private static func escaped(_ octets: [UInt8], isQuoted: Bool) -> String {
        var text: [UInt8] = []
        let (backslash, zero) = (UInt8(ascii: "\\"), UInt8(ascii: "0"))
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\""), backslash: text += [backslash, octet]
            case UInt8(ascii: " ") where isQuoted, 33...126: text.append(octet)
            default: text += [backslash, zero + octet / 100, zero + octet / 10 % 10, zero + octet % 10]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexadecimal(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
