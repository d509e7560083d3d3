import MailCryptography
import Testing

/// Keys made from passwords.
struct KeyDerivationTests {
    @Test(
        "PBKDF2 gives the keys of RFC 7914, section 11",
        arguments: [
            (
                "passwd", "salt", 1,
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                    + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
            ),
            (
                "Password", "NaCl", 80_000,
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                    + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
            ),
        ] as [(String, String, Int, String)])
    func pbkdf2(password: String, salt: String, iterations: Int, key: String) throws {
        let derived = try KeyDerivation.pbkdf2SHA256(
            password: Array(password.utf8), salt: Array(salt.utf8), iterations: iterations, length: 64)
        #expect(DigestTests.hexadecimal(derived) == key)
    }

    @Test(
        "scrypt gives the keys of RFC 7914, section 12",
        arguments: [
            (
                "", "", [4, 1, 1],
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", [10, 8, 16],
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", [14, 8, 1],
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ] as [(String, String, [Int], String)])
    func scrypt(password: String, salt: String, costs: [Int], key: String) throws {
        let parameters = try ScryptParameters(
            costExponent: costs[0], blockSize: costs[1], parallelization: costs[2])
        let derived = try KeyDerivation.scrypt(
            password: Array(password.utf8), salt: Array(salt.utf8), parameters: parameters, length: 64)
        #expect(DigestTests.hexadecimal(derived) == key)
    }

    @Test("iterations and lengths out of range are refused")
    func ranges() throws {
        for (iterations, length) in [(0, 32), (-1, 32), (1_000_001, 32), (.max, 32), (1, 0), (1, -1), (1, 1_025)] {
            #expect(throws: CryptographyError(.invalidDerivation)) {
                try KeyDerivation.pbkdf2SHA256(password: [1], salt: [2], iterations: iterations, length: length)
            }
        }
        let cheap = try ScryptParameters(costExponent: 1, blockSize: 1, parallelization: 1)
        for length in [0, -1, 1_025, .max] {
            #expect(throws: CryptographyError(.invalidDerivation)) {
                try KeyDerivation.scrypt(password: [1], salt: [2], parameters: cheap, length: length)
            }
        }
        #expect(try KeyDerivation.pbkdf2SHA256(password: [], salt: [], iterations: 1, length: 1).count == 1)
        #expect(try KeyDerivation.scrypt(password: [], salt: [], parameters: cheap, length: 1_024).count == 1_024)
    }
}

/// What scrypt may take.
struct ScryptParametersTests {
    @Test("the standard is within its own bounds and takes 16 MiB")
    func standard() throws {
        let standard = ScryptParameters.standard
        #expect(try ScryptParameters(costExponent: 14, blockSize: 8, parallelization: 1) == standard)
        #expect(standard.memory >> 20 == 16)
    }

    @Test(
        "costs that OpenSSL or the machine would not bear are refused",
        arguments: [
            [0, 8, 1], [-1, 8, 1], [14, 0, 1], [14, 8, 0], [14, -8, 1], [14, 8, -1], [.max, 8, 1], [14, .max, 1],
            [14, 8, .max], [.min, .min, .min], [63, 1, 1], [64, 8, 1],
            // N must be less than 2^(128 r / 8).
            [16, 1, 1], [17, 1, 1],
            // 256 MiB and a little, and a little more than thirty-two times the work.
            [18, 8, 1], [17, 16, 1], [1, 1 << 20, 1], [14, 8, 33], [1, 1, (1 << 21) + 1],
        ])
    func refused(costs: [Int]) {
        #expect(throws: CryptographyError(.invalidDerivation)) {
            try ScryptParameters(costExponent: costs[0], blockSize: costs[1], parallelization: costs[2])
        }
    }

    @Test(
        "the memory that is counted is what OpenSSL needs",
        arguments: [[1, 1, 1], [15, 1, 1], [3, 7, 5], [10, 8, 2]])
    func accepted(costs: [Int]) throws {
        let parameters = try ScryptParameters(
            costExponent: costs[0], blockSize: costs[1], parallelization: costs[2])
        #expect(try KeyDerivation.scrypt(password: [1], salt: [2], parameters: parameters).count == 32)
    }
}
