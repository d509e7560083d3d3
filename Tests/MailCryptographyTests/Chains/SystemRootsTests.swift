import MailCryptography
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The roots of the system, and of one that has none.
struct SystemRootsTests {
    /// Where systems keep the roots that they trust, in one file.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// A file and a folder that are not there.
    private static let missing = "/waxwing-tests/has/no/such/place"

    /// The folder of the certificates of this target's tests.
    private static let vectors =
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Vectors"

    /// A chain that no public authority has issued.
    private static func judged(_ chain: String, by roots: TrustRoots) throws -> String {
        roots.verdict(on: try ChainVectors.chain(chain), for: "mx.example.test", at: ChainVectors.now).summary
    }

    @Test("the system's own roots are believed")
    func believed() throws {
        let files = getenv("SSL_CERT_FILE").map { [String(cString: $0)] } ?? Self.bundles
        let octets = files.lazy.compactMap(Self.octets).first ?? []
        // The whole bundle may have more than one chain may.
        let text = String(decoding: octets, as: UTF8.self)
        let end = "-----END CERTIFICATE-----"
        let blocks = text.split(separator: "-----BEGIN CERTIFICATE-----").filter { $0.contains(end) }.prefix(20)
        print("certificates of the system's bundle that are checked: \(blocks.count)")
        let roots = TrustRoots.system()
        for block in blocks {
            let chain = try Certificate.chain(pem: Array("-----BEGIN CERTIFICATE-----\(block)".utf8))
            let time = try #require(chain.first).notBefore
            let kinds = roots.verdict(on: chain, for: "mx.example.test", at: time).faults.map(\.kind)
            #expect(!kinds.contains(.unknownIssuer) && !kinds.contains(.selfSigned) && !kinds.contains(.noRoots))
        }
    }

    @Test("the system's roots do not believe a stranger")
    func strangers() throws {
        let summary = try Self.judged("leaf intermediate root", by: .system())
        #expect(["unknownIssuer 2", "noRoots 0"].contains(summary))
    }

    @Test(
        "a system without roots says so, besides what else is wrong",
        arguments: [
            ("leaf intermediate", "noRoots 0"), ("self-signed", "noRoots 0"),
            ("expired", "noRoots 0, expired(1609459200) 0"), ("other-name", "noRoots 0, wrongName 0"),
            ("", "noCertificate 0"),
        ])
    func without(chain: String, expected: String) throws {
        let roots = TrustRoots.system(file: Self.missing, folders: Self.missing)
        #expect(try Self.judged(chain, by: roots) == expected)
        // A folder with other files in it has none either.
        let others = TrustRoots.system(file: "\(Self.vectors)/README.md", folders: "\(Self.missing):\(Self.vectors)")
        #expect(try Self.judged(chain, by: others) == expected)
    }

    @Test("roots that are there are used, from a file or a folder, and an unknown issuer is one")
    func present() throws {
        let file = TrustRoots.system(file: "\(Self.vectors)/root.pem", folders: Self.missing)
        #expect(try Self.judged("leaf intermediate", by: file) == "trusted")
        #expect(try Self.judged("leaf cross", by: file) == "unknownIssuer 1")
        let template = "/tmp/waxwing-roots-XXXXXX"
        var name = Array(template.utf8CString)
        let folder = String(cString: try #require(mkdtemp(&name)))
        // The name is the hash of a subject that no certificate here has.
        let link = "\(folder)/0123abcd.0"
        defer {
            unlink(link)
            rmdir(folder)
        }
        let hashed = TrustRoots.system(file: Self.missing, folders: "\(Self.missing):\(folder)")
        #expect(try Self.judged("leaf intermediate", by: hashed) == "noRoots 0")
        #expect(symlink("\(Self.vectors)/root.pem", link) == 0)
        #expect(try Self.judged("leaf intermediate", by: hashed) == "unknownIssuer 1")
    }

    private static func octets(_ path: String) -> [UInt8]? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var octets: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&part, 1, part.count, stream), count > 0 { octets += part[..<count] }
        return octets
    }
}
