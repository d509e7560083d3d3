import MailCryptography

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The certificates in the folder `Vectors`; its README says what each is for.
enum ChainVectors {
    /// 2027-01-15 08:00:00 UTC: when the certificates are valid that are not made to be otherwise.
    static let now: Int64 = 1_800_000_000

    /// The text of a file, which must be there.
    static func octets(_ file: String) -> [UInt8] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let stream = fopen("/\(folder)/Vectors/\(file)", "r") else { return [] }
        defer { fclose(stream) }
        var octets: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, stream), count > 0 { octets += part[..<count] }
        return octets
    }

    /// The certificates of files, one after the other.
    ///
    /// - Parameter names: the names without `.pem`, between blanks.
    static func chain(_ names: String) throws -> [Certificate] {
        try names.split(separator: " ").flatMap { try Certificate.chain(pem: octets("\($0).pem")) }
    }

    /// Roots of files, in the same form.
    static func roots(_ names: String) throws -> TrustRoots { TrustRoots(try chain(names)) }
}
