internal import MailAddressing

extension DNSMessage {
    /// The octets of the message, without name compression; nil when they would be more than 65,535.
    package func serialized() -> [UInt8]? {
        var writer = DNSMessageWriter()
        let records = answers + authority + additional
        let optionCount = extended == nil ? 0 : 1
        guard records.count < Int(UInt16.max) else { return nil }
        writer.uint16(identifier)
        writer.uint16(
            flags.intersection(.all).rawValue | UInt16(operationCode & 0xF) << 11 | responseCode.rawValue & 0xF)
        writer.uint16(question == nil ? 0 : 1)
        writer.uint16(UInt16(answers.count))
        writer.uint16(UInt16(authority.count))
        writer.uint16(UInt16(additional.count + optionCount))
        if let question {
            writer.name(question.name)
            writer.uint16(question.type.rawValue)
            writer.uint16(DNSMessageWriter.classIN)
        }
        for record in records { writer.record(record) }
        if let extended { writer.option(extended, responseCode: responseCode) }
        guard writer.isWritable, writer.bytes.count <= Int(UInt16.max) else { return nil }
        return writer.bytes
    }

    /// A query for the records of a name, as a stub resolver sends it.
    ///
    /// It asks for recursion, for the AD flag (RFC 6840, section 5.7) and for datagrams that need no fragments.
    /// Without extended DNS the answer has at most 512 octets, or is asked for again by TCP.
    package static func query(_ question: DNSQuestion, identifier: UInt16, isExtended: Bool = true) -> DNSMessage {
        DNSMessage(
            identifier: identifier, flags: [.recursionDesired, .authenticated], question: question,
            extended: isExtended ? ExtendedDNS() : nil)
    }
}

/// Writes the parts of a DNS message one after the other.
private struct DNSMessageWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether all data so far had a length that a record can state.
    private(set) var isWritable = true

    static let classIN: UInt16 = 1

    mutating func octet(_ value: UInt8) { bytes.append(value) }

    mutating func uint16(_ value: UInt16) {
        bytes += [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    mutating func uint32(_ value: UInt32) {
        uint16(UInt16(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }

    mutating func characterString(_ octets: [UInt8]) {
        guard let count = UInt8(exactly: octets.count) else {
            isWritable = false
            return
        }
        bytes.append(count)
        bytes += octets
    }

    mutating func name(_ name: DNSName) {
        for label in name.labels { characterString(label) }
        bytes.append(0)
    }

    mutating func record(_ record: DNSRecord) {
        name(record.name)
        uint16(record.type.rawValue)
        uint16(Self.classIN)
        uint32(record.timeToLive)
        let place = bytes.count
        uint16(0)
        data(record.data)
        guard let length = UInt16(exactly: bytes.count - place - 2) else {
            isWritable = false
            return
        }
        bytes[place] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[place + 1] = UInt8(truncatingIfNeeded: length)
    }

    mutating func option(_ extended: ExtendedDNS, responseCode: DNSResponseCode) {
        bytes.append(0)
        uint16(DNSRecordType.opt.rawValue)
        uint16(extended.payloadSize)
        octet(UInt8(truncatingIfNeeded: responseCode.rawValue >> 4))
        octet(extended.version)
        uint16(extended.wantsSignatures ? 0x8000 : 0)
        uint16(0)
    }

    private mutating func data(_ data: DNSRecordData) {
        switch data {
        case .address(let address): bytes += address.octets
        case .mx(let preference, let exchange):
            uint16(preference)
            name(exchange)
        case .txt(let strings): for string in strings { characterString(string) }
        case .cname(let target), .ns(let target), .ptr(let target): name(target)
        case .soa(let authority):
            name(authority.primary)
            name(authority.responsible)
            let numbers = [
                authority.serial, authority.refresh, authority.retry, authority.expire, authority.minimum,
            ]
            for number in numbers { uint32(number) }
        case .srv(let priority, let weight, let port, let target):
            for number in [priority, weight, port] { uint16(number) }
            name(target)
        case .tlsa(let usage, let selector, let matching, let association):
            bytes += [usage, selector, matching] + association
        case .caa(let flags, let tag, let value):
            octet(flags)
            characterString(tag)
            bytes += value
        case .other(_, let octets): bytes += octets
        }
    }
}
