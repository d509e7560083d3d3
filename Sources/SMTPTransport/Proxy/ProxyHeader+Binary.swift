internal import MailAddressing

extension ProxyHeader {
    /// What every header of version 2 begins with.
    static let binarySignature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]

    /// The octets before the addresses.
    private static let fixedLength = 16
    /// The type and the length of a TLV.
    private static let vectorHeaderLength = 3
    /// The type of the TLV with a checksum, PP2_TYPE_CRC32C.
    private static let checksumType: UInt8 = 0x03
    private static let checksumLength = 4

    /// Whose addresses a header of version 2 carries.
    private enum AddressBlock {
        /// Nobody knows; what follows cannot be told apart and is skipped with any TLVs.
        case unspecified
        case v4
        case v6
        case unix

        /// The block that the octet for family and transport announces.
        init(_ octet: UInt8) throws(Halt) {
            switch (octet >> 4, octet & 0x0F) {
            case (0x4..., _): throw .malformed("the PROXY header names an unknown address family")
            case (_, 0x3...): throw .malformed("the PROXY header names an unknown transport")
            case (_, 0x2): throw .malformed("the PROXY header speaks of datagrams")
            case (0x1, 0x1): self = .v4
            case (0x2, 0x1): self = .v6
            case (0x3, 0x1): self = .unix
            default: self = .unspecified
            }
        }

        var length: Int {
            switch self {
            case .unspecified: 0
            case .v4: 12
            case .v6: 36
            case .unix: 216
            }
        }
    }

    /// Reads a header of version 2 (section 2.2).
    static func parseBinary(_ input: Span<UInt8>) throws(Halt) -> (ProxyHeader, Int) {
        for (index, expected) in binarySignature.enumerated() {
            guard try octet(index, input) == expected else { throw .malformed("no PROXY header") }
        }
        let command = try octet(12, input)
        guard command >> 4 == 2 else { throw .malformed("the PROXY header is not of version 2") }
        guard command & 0x0F <= 1 else { throw .malformed("the PROXY header has an unknown command") }
        let isLocal = command & 0x0F == 0
        // The family of LOCAL means nothing, and has to be ignored.
        let family = try octet(13, input)
        let block = isLocal ? .unspecified : try AddressBlock(family)
        let length = try declaredLength(input)
        guard length >= fixedLength + block.length else {
            throw .malformed("the PROXY header has no room for addresses")
        }
        var checksum: Int?
        if block != .unspecified { checksum = try placeOfChecksum(input, fixedLength + block.length, length) }
        guard input.count >= length else { throw .needsMore }
        if let checksum { try verify(input, length, checksumAt: checksum) }
        var header = ProxyHeader(isLocal: isLocal)
        switch block {
        case .unspecified, .unix: break
        case .v4: header.read(input, addressLength: 4)
        case .v6: header.read(input, addressLength: 16)
        }
        return (header, length)
    }

    private static func octet(_ index: Int, _ input: Span<UInt8>) throws(Halt) -> UInt8 {
        guard index < input.count else { throw .needsMore }
        return input[index]
    }

    private static func declaredLength(_ input: Span<UInt8>) throws(Halt) -> Int {
        let least = fixedLength + Int(try octet(14, input)) << 8
        guard least <= maximumLength else { throw .malformed("the PROXY header is too long") }
        let length = least + Int(try octet(15, input))
        guard length <= maximumLength else { throw .malformed("the PROXY header is too long") }
        return length
    }

    /// Walks the TLVs as far as they have come, and finds the value of the one with a checksum.
    private static func placeOfChecksum(_ input: Span<UInt8>, _ start: Int, _ end: Int) throws(Halt) -> Int? {
        var place: Int?
        var position = start
        while position < end {
            let value = position + vectorHeaderLength
            guard value <= end else { throw .malformed("the PROXY header ends within a TLV") }
            let type = try octet(position, input)
            let length = Int(try octet(position + 1, input)) << 8 | Int(try octet(position + 2, input))
            guard length <= end - value else { throw .malformed("a TLV exceeds the PROXY header") }
            if type == checksumType {
                guard length == checksumLength, place == nil else {
                    throw .malformed("the PROXY header's checksum is not well-formed")
                }
                place = value
            }
            position = value + length
        }
        return place
    }

    /// Compares the checksum, which was taken with zeros in its own place (section 2.2.3).
    private static func verify(_ input: Span<UInt8>, _ length: Int, checksumAt place: Int) throws(Halt) {
        var checksum = CRC32C()
        var given: UInt32 = 0
        for index in 0..<length {
            if (place..<(place + checksumLength)).contains(index) {
                given = given << 8 | UInt32(input[index])
                checksum.update(0)
            } else {
                checksum.update(input[index])
            }
        }
        guard checksum.value == given else { throw .malformed("the PROXY header does not match its checksum") }
    }

    /// Reads both addresses and both ports; the octets are there.
    private mutating func read(_ input: Span<UInt8>, addressLength: Int) {
        func octets(_ start: Int, _ count: Int) -> [UInt8] {
            var octets: [UInt8] = []
            for index in start..<(start + count) { octets.append(input[index]) }
            return octets
        }
        let ports = Self.fixedLength + 2 * addressLength
        source = IPAddress(octets: octets(Self.fixedLength, addressLength))?.unmapped
        destination = IPAddress(octets: octets(Self.fixedLength + addressLength, addressLength))?.unmapped
        sourcePort = Int(input[ports]) << 8 | Int(input[ports + 1])
        destinationPort = Int(input[ports + 2]) << 8 | Int(input[ports + 3])
    }
}
