import Foundation
import Testing

@testable import ReferenceServer

@Suite("The secret beside the passwords")
struct LoginSecretTests {
    @Test("It is made once, for its owner only, and only where people log in")
    func making() throws {
        try TemporaryFolder.with { folder in
            let path = "\(folder.path)/data/login-secret"
            let without = ServerFiles(configuration: try configuration(folder, takesLogins: false))
            _ = try without.makeMissing()
            #expect(!Files.exists(path))
            let none = try without.loginSecret()
            #expect(none == nil)

            let files = ServerFiles(configuration: try configuration(folder, takesLogins: true))
            _ = try files.makeMissing()
            let secret = try files.loginSecret()
            #expect(secret?.count == 32)
            #expect(try SmallFile(path: path, limit: 128).permissions == 0o600)
            try files.check()
            _ = try files.makeMissing()
            let again = try files.loginSecret()
            #expect(again == secret)
        }
    }

    @Test("What is no secret is refused before anything runs")
    func refused() throws {
        let right = Array("\(Data([UInt8](repeating: 9, count: 32)).base64EncodedString())\n".utf8)
        let cases: [([UInt8], Int)] = [
            ([], 0o600), (Array("short\n".utf8), 0o600), (right, 0o640), (right + right, 0o600),
        ]
        try TemporaryFolder.with { folder in
            let path = try folder.write(right, to: "login-secret")
            let secret = try LoginSecret.read(path)
            #expect(secret == [UInt8](repeating: 9, count: 32))
            for (content, permissions) in cases {
                let path = try folder.write(content, to: "login-secret", permissions: permissions)
                let error = #expect(throws: CommandFailure.self) { _ = try LoginSecret.read(path) }
                #expect(error?.status == 3)
                #expect(error?.message.contains(path) == true)
            }
        }
    }

    private func configuration(_ folder: TemporaryFolder, takesLogins: Bool) throws -> ServerConfiguration {
        var configuration = try ConfigurationFixture.decode("data: \(folder.path)/data\n").configuration
        guard takesLogins else { return configuration }
        configuration.listeners = configuration.listeners.map { listener in
            var listener = listener
            listener.kind = .submissions
            return listener
        }
        return configuration
    }
}
