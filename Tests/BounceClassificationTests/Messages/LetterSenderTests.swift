import DeliveryReports
import Testing

@testable import BounceClassification

@Suite("Senders of letters")
struct LetterSenderTests {
    private struct Sample {
        var from: String
        var isProgram: Bool
    }

    private static let samples = [
        Sample(from: "MAILER-DAEMON@mx.example.net", isProgram: true),
        Sample(from: "mailer-daemon", isProgram: true),
        Sample(from: "MAILER-DAEMON (Mail Delivery System)", isProgram: true),
        Sample(from: "\"Mail Delivery Subsystem\" <x@example.net>", isProgram: true),
        Sample(from: "Mail Delivery <x@example.net>", isProgram: true),
        Sample(from: "System Administrator <x@example.net>", isProgram: true),
        Sample(from: "Neko <postmaster@example.net>", isProgram: true),
        Sample(from: "Royal Mail Delivery <x@example.net>", isProgram: false),
        Sample(from: "royalmail.delivery@example.net", isProgram: false),
        Sample(from: "A New Delivery System <x@example.net>", isProgram: false),
        Sample(from: "Parcels <x@mail-delivery.example>", isProgram: false),
        Sample(from: "users-bounces@example.net", isProgram: false),
    ]

    @Test("are programs by whole names or by their addresses")
    func programs() throws {
        for sample in Self.samples {
            let octets = Letter(name: "", from: sample.from, fields: [], body: "").octets
            let sender = LetterSender(try #require(BounceLetter(octets, limits: .standard)))
            #expect(sender.isProgram == sample.isProgram, "\(sample.from)")
        }
    }

    @Test("are known by whole labels and domains")
    func labels() throws {
        let octets = Letter(name: "", from: "a.mms@smsx.example.com", fields: [], body: "").octets
        let sender = LetterSender(try #require(BounceLetter(octets, limits: .standard)))
        #expect(sender.hasLabel(of: ["mms"]))
        #expect(!sender.hasLabel(of: ["sms", "exampl"]))
        #expect(sender.isBelow(["example.com"]))
        #expect(!sender.isBelow(["ample.com", "example", "com.example"]))
    }
}
