import MXResolver
import MailCryptography
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The certificates in the folder `Vectors` of MailCryptographyTests, and what TLSA records say about them.
enum DANEVectors {
    /// 2027-01-15 08:00:00 UTC: when the certificates are valid that are not made to be otherwise.
    static let now: Int64 = 1_800_000_000

    /// The octets of TLSA records by `NAME SELECTOR MATCHING`.
    private static let associations: [String: [UInt8]] = {
        var associations: [String: [UInt8]] = [:]
        for line in String(decoding: octets("associations.txt"), as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 4 else { continue }
            associations[fields[..<3].joined(separator: " ")] = hexadecimal(fields[3])
        }
        return associations
    }()

    /// The octets of a file, which must be there.
    private static func octets(_ file: String) -> [UInt8] {
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let stream = fopen("/\(tests)/MailCryptographyTests/Vectors/\(file)", "r") else { return [] }
        defer { fclose(stream) }
        var octets: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, stream), count > 0 { octets += part[..<count] }
        return octets
    }

    private static func hexadecimal(_ digits: Substring) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    /// The certificates of files, one after the other.
    ///
    /// - Parameter names: the names without `.pem`, between blanks.
    static func chain(_ names: String) throws -> [Certificate] {
        try names.split(separator: " ").flatMap { try Certificate.chain(pem: octets("\($0).pem")) }
    }

    /// A record such as `3 1 1 leaf`.
    ///
    /// Behind the name `!` changes the last octet, `~` leaves it out, `+` adds one, and `0` leaves out all.
    static func record(_ text: String) throws -> TLSARecord {
        let fields = text.split(separator: " ")
        try #require(fields.count == 4)
        let numbers = try fields[..<3].map { try #require(UInt8($0)) }
        let name = fields[3].prefix { $0.isLowercase || $0 == "-" || fields[3].last != "0" && $0.isNumber }
        // Where the numbers themselves are wrong, the octets are a SHA-256 digest of the key.
        let key = "\(name) \(numbers[1]) \(numbers[2])"
        var association = try #require(associations[key] ?? associations["\(name) 1 1"])
        switch fields[3].dropFirst(name.count) {
        case "": break
        case "!": association[association.count - 1] ^= 1
        case "~": association.removeLast()
        case "+": association.append(0)
        default: association = []
        }
        return TLSARecord(usage: numbers[0], selector: numbers[1], matching: numbers[2], association: association)
    }
}
