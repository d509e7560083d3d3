internal import MXResolver
internal import MailAddressing

extension ZoneFields {
    /// Takes the data of a record, in the form of its type or as `\# LENGTH OCTETS` (RFC 3597, section 5).
    mutating func data(of type: DNSRecordType) throws(ZoneError) -> DNSRecordData {
        if take("\\#") {
            let length = try number("the length", as: UInt16.self)
            let octets = try self.octets()
            guard octets.count == Int(length) else { throw ZoneError(.malformedOctets("\(octets.count)"), line: line) }
            return .other(type, octets)
        }
        switch type {
        case .a: return .address(try address(.v4))
        case .aaaa: return .address(try address(.v6))
        case .mx:
            let preference: UInt16 = try number("the preference")
            return .mx(preference: preference, exchange: try name("the exchange"))
        case .txt:
            var strings = [try string("the text")]
            while !isEmpty { strings.append(try string("the text")) }
            return .txt(strings)
        case .cname: return .cname(try name("the canonical name"))
        case .ns: return .ns(try name("the name server"))
        case .ptr: return .ptr(try name("the name"))
        case .soa: return .soa(try startOfAuthority())
        case .srv:
            let priority: UInt16 = try number("the priority")
            let weight: UInt16 = try number("the weight")
            let port: UInt16 = try number("the port")
            return .srv(priority: priority, weight: weight, port: port, target: try name("the target"))
        case .tlsa:
            let usage: UInt8 = try number("the usage")
            let selector: UInt8 = try number("the selector")
            let matching: UInt8 = try number("the matching type")
            return .tlsa(usage: usage, selector: selector, matching: matching, association: try octets())
        case .caa:
            let flags: UInt8 = try number("the flags")
            let tag = try string("the tag")
            return .caa(flags: flags, tag: tag, value: try string("the value"))
        default: throw ZoneError(.missingField("\\#"), line: line)
        }
    }

    private mutating func startOfAuthority() throws(ZoneError) -> StartOfAuthority {
        let primary = try name("the primary server")
        let responsible = try name("the mailbox")
        let serial: UInt32 = try number("the serial number")
        let refresh = try time("the refresh time")
        let retry = try time("the retry time")
        let expire = try time("the expiry time")
        let minimum = try time("the negative time to live")
        return StartOfAuthority(
            primary: primary, responsible: responsible, serial: serial, refresh: refresh, retry: retry,
            expire: expire, minimum: minimum)
    }
}
