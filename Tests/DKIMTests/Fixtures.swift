import InternetMessage
import MailAddressing
import MailCryptography

@testable import DKIM

/// Key records from a table.
struct KeyTable: TextRecordSource {
    var answers: [String: TextRecordAnswer] = [:]

    func textRecords(at name: DomainName) async -> TextRecordAnswer { answers[name.text] ?? .noSuchDomain }
}

/// Keys that are generated once, and what is signed with them.
enum Fixtures {
    static let now: Int64 = 1_700_000_000

    private static let rsaKey: Result<PrivateKey, any Error> = Result { try PrivateKey.generate(.rsa(bits: 1_024)) }
    private static let ed25519Key: Result<PrivateKey, any Error> = Result { try PrivateKey.generate(.ed25519) }

    /// Both keys.
    static func keys() throws -> [PrivateKey] { [try rsaKey.get(), try ed25519Key.get()] }

    static func rsa() throws -> PrivateKey { try rsaKey.get() }

    static func ed25519() throws -> PrivateKey { try ed25519Key.get() }

    /// A signer of example.com with the selector `s1`.
    static func signer(_ key: PrivateKey, _ options: DKIMSigner.Options = .default) throws -> DKIMSigner {
        try DKIMSigner(domain: "example.com", selector: "s1", key: key, options: options)
    }

    /// A table in which a record stands for the selector `s1` of example.com.
    static func table(_ records: String...) -> KeyTable {
        KeyTable(answers: ["s1._domainkey.example.com": .records(records.map { Array($0.utf8) })])
    }

    /// A table in which a key stands for the selector `s1` of example.com.
    static func table(for key: PrivateKey) -> KeyTable { table(DKIMKeyRecord.text(for: key)) }

    static let message = octets(
        """
        From: Ada <ada@example.com>
        To: Grace <grace@example.net>
        Subject: Is dinner
         ready?
        Date: Fri, 21 Nov 1997 09:55:06 -0600
        Message-ID: <1@example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        """)

    /// The fields of a message by their names.
    static func index(of message: [UInt8]) throws -> FieldIndex {
        var splitter = HeaderBodySplitter()
        _ = try splitter.feed(message.span)
        _ = splitter.finish()
        return FieldIndex(try splitter.layout())
    }

    /// Text with CRLF at the end of each line.
    static func octets(_ text: String) -> [UInt8] {
        Array(text.utf8).flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
    }

    static func text(_ octets: some Sequence<UInt8>) -> String { String(decoding: Array(octets), as: UTF8.self) }
}
