/// Reads the parts of a DNS message one after the other, every access within bounds.
///
/// The octets are passed to each call, since a span cannot be kept. After an error the place is undefined.
///
/// Guarantees: no octets trap. A name takes at most 255 octets and its pointers are few and lead strictly backwards, so
/// that reading one ends soon; a message of 65,535 octets holds at most 6,000 records, so that reading them does too.
struct DNSMessageReader {
    /// The offset of the next octet.
    private(set) var offset = 0
    /// What the OPT record said, if one has been read.
    private(set) var extended: ExtendedDNS?
    /// The upper eight bits of the response code, from the OPT record.
    private(set) var upperResponseCode: UInt16 = 0

    /// The only class there is, in practice (RFC 1035, section 3.2.4).
    private static let classIN: UInt16 = 1
    /// The most pointers in a name: it has at most 127 labels, and no pointer need lead to a pointer.
    private static let maximumPointers = 127

    /// Reads one octet.
    mutating func octet(_ bytes: Span<UInt8>) throws(DNSMessageError) -> UInt8 {
        guard offset < bytes.count else { throw DNSMessageError(.unexpectedEnd, at: bytes.count) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Reads a number of 16 bits.
    mutating func uint16(_ bytes: Span<UInt8>) throws(DNSMessageError) -> UInt16 {
        let high = try octet(bytes)
        let low = try octet(bytes)
        return UInt16(high) << 8 | UInt16(low)
    }

    /// Reads a number of 32 bits.
    mutating func uint32(_ bytes: Span<UInt8>) throws(DNSMessageError) -> UInt32 {
        let high = try uint16(bytes)
        let low = try uint16(bytes)
        return UInt32(high) << 16 | UInt32(low)
    }

    /// Reads a number of octets.
    mutating func octets(_ count: Int, _ bytes: Span<UInt8>) throws(DNSMessageError) -> [UInt8] {
        guard count >= 0, count <= bytes.count - offset else {
            throw DNSMessageError(.unexpectedEnd, at: bytes.count)
        }
        var copy: [UInt8] = []
        copy.reserveCapacity(count)
        for index in offset..<(offset + count) { copy.append(bytes[index]) }
        offset += count
        return copy
    }

    /// Reads a character string: a length octet and as many octets (RFC 1035, section 3.3).
    mutating func characterString(_ bytes: Span<UInt8>) throws(DNSMessageError) -> [UInt8] {
        let count = try octet(bytes)
        return try octets(Int(count), bytes)
    }

    /// Reads a name, following compression pointers (RFC 1035, section 4.1.4).
    mutating func name(_ bytes: Span<UInt8>) throws(DNSMessageError) -> DNSName {
        var text: [UInt8] = []
        var wireLength = 1
        var position = offset
        var barrier = offset  // each pointer must lead before the place that the last one led to
        var limit = bytes.count  // behind a pointer, labels must end before the place that it led back from
        var behind: Int?  // where the name ends in the message: behind its first pointer
        var pointers = 0
        while true {
            guard position < bytes.count else { throw DNSMessageError(.unexpectedEnd, at: bytes.count) }
            guard position < limit else { throw DNSMessageError(.pointer, at: position) }
            let head = bytes[position]
            switch head >> 6 {
            case 0:
                guard head > 0 else {
                    offset = behind ?? position + 1
                    return DNSName(escaped: text)
                }
                let end = position + 1 + Int(head)
                guard end <= bytes.count else { throw DNSMessageError(.unexpectedEnd, at: bytes.count) }
                guard end <= limit else { throw DNSMessageError(.pointer, at: position) }
                wireLength += 1 + Int(head)
                guard wireLength <= DNSName.maximumWireLength else {
                    throw DNSMessageError(.nameTooLong, at: position)
                }
                if !text.isEmpty { text.append(UInt8(ascii: ".")) }
                for index in (position + 1)..<end { DNSName.append(bytes[index], to: &text) }
                position = end
            case 3:
                guard position + 1 < bytes.count else { throw DNSMessageError(.unexpectedEnd, at: bytes.count) }
                let target = Int(head & 0x3F) << 8 | Int(bytes[position + 1])
                pointers += 1
                guard position + 1 < limit, target < barrier, pointers <= Self.maximumPointers else {
                    throw DNSMessageError(.pointer, at: position)
                }
                if behind == nil { behind = position + 2 }
                limit = barrier
                barrier = target
                position = target
            default: throw DNSMessageError(.labelKind, at: position)
            }
        }
    }

    /// Reads a question.
    mutating func question(_ bytes: Span<UInt8>) throws(DNSMessageError) -> DNSQuestion {
        let name = try self.name(bytes)
        let type = try uint16(bytes)
        let place = offset
        guard try uint16(bytes) == Self.classIN else { throw DNSMessageError(.unsupportedClass, at: place) }
        return DNSQuestion(name, DNSRecordType(rawValue: type))
    }

    /// Reads a section of records; those of other classes are skipped and the OPT record is kept apart.
    mutating func records(_ count: UInt16, _ bytes: Span<UInt8>) throws(DNSMessageError) -> [DNSRecord] {
        var records: [DNSRecord] = []
        for _ in 0..<count {
            let start = offset
            let name = try self.name(bytes)
            let type = DNSRecordType(rawValue: try uint16(bytes))
            let recordClass = try uint16(bytes)
            let timeToLive = try uint32(bytes)
            let length = Int(try uint16(bytes))
            guard length <= bytes.count - offset else { throw DNSMessageError(.unexpectedEnd, at: bytes.count) }
            let end = offset + length
            if type == .opt {
                guard extended == nil else { throw DNSMessageError(.repeatedOption, at: start) }
                extended = ExtendedDNS(
                    payloadSize: recordClass, version: UInt8(truncatingIfNeeded: timeToLive >> 16),
                    wantsSignatures: timeToLive & 0x8000 != 0)
                upperResponseCode = UInt16(timeToLive >> 24)
                offset = end
            } else if recordClass == Self.classIN {
                let data = try self.data(of: type, to: end, bytes)
                guard offset == end else { throw DNSMessageError(.recordLength, at: start) }
                // A time to live with the top bit set is none (RFC 2181, section 8).
                let seconds = timeToLive > UInt32(Int32.max) ? 0 : timeToLive
                records.append(DNSRecord(name: name, timeToLive: seconds, data: data))
            } else {
                offset = end
            }
        }
        return records
    }
}
