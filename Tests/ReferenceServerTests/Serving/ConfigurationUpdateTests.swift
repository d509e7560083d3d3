import Foundation
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("A configuration that is read again")
struct ConfigurationUpdateTests {
    @Test("What is the same waits for nothing")
    func same() throws {
        let running = try ConfigurationFixture.decode("hostname: a.example\n").configuration
        let update = ConfigurationUpdate(from: running, to: running)
        #expect(update.waiting.isEmpty)
        #expect(update.effective == running)
    }

    @Test("One data directory has several names")
    func names() throws {
        var running = try ConfigurationFixture.decode("hostname: a.example\n").configuration
        var wanted = running
        running.dataPath = FileManager.default.currentDirectoryPath + "/some/data"
        wanted.dataPath = "some/../some/data"
        #expect(ConfigurationUpdate(from: running, to: wanted).waiting.isEmpty)
        wanted.dataPath = "other/data"
        #expect(ConfigurationUpdate(from: running, to: wanted).waiting == ["data"])
    }

    @Test(
        "What a server is built on stays as it is, and is named",
        arguments: [
            ("hostname: b.example\n", ["hostname"]),
            ("hostname: a.example\nstorage: memory\n", ["storage"]),
            ("hostname: a.example\ndata: elsewhere\ndurability: relaxed\n", ["data", "durability"]),
            ("hostname: a.example\nlimits: { sessions: 7 }\n", ["limits (of all sessions together)"]),
            ("hostname: a.example\ndns: { servers: [\"127.0.0.1:5353\"] }\n", ["dns"]),
            ("hostname: a.example\nhistory: { retention: 1d }\n", ["history"]),
            ("hostname: a.example\ndelivery: { relay: [{ host: \"b.example:587\" }] }\n", ["delivery.relay"]),
        ])
    func waiting(text: String, keys: [String]) throws {
        let running = try ConfigurationFixture.decode("hostname: a.example\n").configuration
        let update = ConfigurationUpdate(from: running, to: try ConfigurationFixture.decode(text).configuration)
        #expect(update.waiting == keys)
        #expect(update.effective == running)
    }

    @Test(
        "All else takes effect at once",
        arguments: [
            "listeners: [{ address: \"127.0.0.1:2526\" }]\n", "limits: { recipients: 7, login-failures: 9 }\n",
            "delivery: { retry: { first: 1m } }\n", "delivery: { private-addresses: allow, eight-bit: convert }\n",
            "forwarding: { postmaster: [ada@a.example] }\n", "suppression: { learn: false }\n",
        ])
    func atOnce(text: String) throws {
        let running = try ConfigurationFixture.decode("hostname: a.example\n").configuration
        let wanted = try ConfigurationFixture.decode("hostname: a.example\n" + text).configuration
        let update = ConfigurationUpdate(from: running, to: wanted)
        #expect(update.waiting.isEmpty)
        #expect(update.effective == wanted)
        #expect(wanted != running)
    }
}
