internal import MailAddressing

extension DNSMessageReader {
    /// Reads the data of a record that ends at `end`; the caller checks that they end there.
    mutating func data(of type: DNSRecordType, to end: Int, _ bytes: Span<UInt8>) throws(DNSMessageError)
        -> DNSRecordData
    {
        let start = offset
        switch type {
        case .a, .aaaa:
            let octets = try self.octets(end - start, bytes)
            guard octets.count == (type == .a ? 4 : 16), let address = IPAddress(octets: octets) else {
                throw DNSMessageError(.recordLength, at: start)
            }
            return .address(address)
        case .mx:
            let preference = try uint16(bytes)
            return .mx(preference: preference, exchange: try name(bytes))
        case .txt:
            var strings: [[UInt8]] = []
            while offset < end { strings.append(try characterString(bytes)) }
            return .txt(strings)
        case .cname: return .cname(try name(bytes))
        case .ns: return .ns(try name(bytes))
        case .ptr: return .ptr(try name(bytes))
        case .soa: return .soa(try startOfAuthority(bytes))
        case .srv:
            let priority = try uint16(bytes)
            let weight = try uint16(bytes)
            let port = try uint16(bytes)
            return .srv(priority: priority, weight: weight, port: port, target: try name(bytes))
        case .tlsa:
            let usage = try octet(bytes)
            let selector = try octet(bytes)
            let matching = try octet(bytes)
            let association = try rest(to: end, bytes)
            return .tlsa(usage: usage, selector: selector, matching: matching, association: association)
        case .caa:
            let flags = try octet(bytes)
            let tag = try characterString(bytes)
            return .caa(flags: flags, tag: tag, value: try rest(to: end, bytes))
        default: return .other(type, try rest(to: end, bytes))
        }
    }

    private mutating func startOfAuthority(_ bytes: Span<UInt8>) throws(DNSMessageError) -> StartOfAuthority {
        let primary = try name(bytes)
        let responsible = try name(bytes)
        let serial = try uint32(bytes)
        let refresh = try uint32(bytes)
        let retry = try uint32(bytes)
        let expire = try uint32(bytes)
        let minimum = try uint32(bytes)
        return StartOfAuthority(
            primary: primary, responsible: responsible, serial: serial, refresh: refresh, retry: retry,
            expire: expire, minimum: minimum)
    }

    /// The octets up to the end of the record, where reading may already have gone too far.
    private mutating func rest(to end: Int, _ bytes: Span<UInt8>) throws(DNSMessageError) -> [UInt8] {
        guard offset <= end else { throw DNSMessageError(.recordLength, at: offset) }
        return try octets(end - offset, bytes)
    }
}
