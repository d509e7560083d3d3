import Foundation
import MailAddressing
import NIOCore
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Whom the daemon runs as")
struct PrivilegesTests {
    private static let waxwing = Privileges.Identity(
        userName: "waxwing", user: 990, groupName: "waxwing", group: 990)

    private func configuration(user: String?, group: String? = nil) throws -> ServerConfiguration {
        var configuration = ServerConfiguration(hostname: try DomainName("mail.example.test"), dataPath: "/data")
        configuration.user = user
        configuration.group = group
        return configuration
    }

    private func failure(_ body: () throws(CommandFailure) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return error.message
        }
    }

    // MARK: Who it is to be

    @Test("nobody who is no root is asked to become anybody, and root is told that it is root")
    func nobodyNamed() throws {
        let configuration = try configuration(user: nil)
        let ordinary = Privileges(system: ScriptedPrivileges(user: 990, group: 990))
        #expect(try ordinary.standing(configuration) == .settled)
        #expect(try ordinary.settle(configuration, file: "waxwing.yaml", sockets: nil) == nil)
        let root = Privileges(system: ScriptedPrivileges())
        #expect(try root.standing(configuration) == .root)
        let notice = try root.settle(configuration, file: "waxwing.yaml", sockets: nil)
        #expect(try #require(notice).contains("runs as root"))
    }

    @Test("root becomes the user, with its group or another one")
    func becomes() throws {
        let root = Privileges(system: ScriptedPrivileges())
        #expect(try root.standing(configuration(user: "waxwing")) == .becomes(Self.waxwing))
        let mail = Privileges.Identity(userName: "waxwing", user: 990, groupName: "mail", group: 8)
        #expect(try root.standing(configuration(user: "waxwing", group: "mail")) == .becomes(mail))
    }

    @Test("who is the user already stays so, and leaves no dumps")
    func isAlready() throws {
        let system = ScriptedPrivileges(user: 990, group: 990)
        let notice = try Privileges(system: system)
            .settle(configuration(user: "waxwing"), file: "waxwing.yaml", sockets: nil)
        #expect(notice == nil)
        #expect(system.steps == ["dumps"])
    }

    @Test(
        "what cannot be is refused in words, before anything is done",
        arguments: [
            ("nobody-here", nil, 0, "there is no user \"nobody-here\""),
            ("waxwing", "none", 0, "there is no group \"none\""),
            ("root", nil, 0, "root is root itself"), ("rooted", nil, 0, "root is the group of root"),
            ("waxwing", "root", 0, "root is the group of root"),
            ("waxwing", nil, 1_000, "cannot become waxwing:waxwing"),
            ("waxwing", "mail", 990, "cannot become waxwing:mail"), ("a\u{202E}b", nil, 0, "a\\u{202e}b"),
        ] as [(String, String?, UInt32, String)])
    func refused(user: String, group: String?, own: UInt32, expected: String) throws {
        let system = ScriptedPrivileges(user: own, group: own)
        let configuration = try configuration(user: user, group: group)
        let said = failure { () throws(CommandFailure) in
            _ = try Privileges(system: system).settle(configuration, file: "waxwing.yaml", sockets: nil)
        }
        #expect(try #require(said).contains(expected))
        #expect(system.steps == [])
    }

    @Test("user and group come from the configuration; a group alone has no effect and is noticed")
    func configured() throws {
        let both = try ConfigurationFixture.decode("user: waxwing\ngroup: mail\n")
        #expect(both.configuration.user == "waxwing" && both.configuration.group == "mail")
        #expect(both.notices.isEmpty)
        let alone = try ConfigurationFixture.decode("group: mail\n")
        #expect(alone.notices.map(\.keyPath) == ["group"])
        let none = try ConfigurationFixture.decode("").configuration
        #expect(none.user == nil && none.group == nil)
    }

    // MARK: Giving root up

    @Test("groups go first, then the group, then the user, and no program brings root back")
    func order() throws {
        let system = ScriptedPrivileges()
        try Privileges(system: system).drop(to: Self.waxwing)
        #expect(system.steps == ["groups waxwing 990", "group 990", "user 990", "privileges"])
    }

    @Test("the first step that fails is the last", arguments: ["groups", "group", "user", "privileges"])
    func failing(step: String) throws {
        var system = ScriptedPrivileges()
        system.failing = step
        let said = failure { () throws(CommandFailure) in try Privileges(system: system).drop(to: Self.waxwing) }
        #expect(try #require(said).contains(String(cString: strerror(EPERM))))
        #expect(system.steps.last?.hasPrefix(step) == true)
    }

    @Test("a step that did nothing is noticed", arguments: ["groups", "group", "user"])
    func idle(step: String) throws {
        var system = ScriptedPrivileges()
        system.idle = step
        let said = failure { () throws(CommandFailure) in try Privileges(system: system).drop(to: Self.waxwing) }
        #expect(said != nil)
        #expect(!system.steps.contains("privileges"))
    }

    @Test("root that can be had again is noticed")
    func regained() throws {
        var system = ScriptedPrivileges()
        system.isRegained = true
        let said = failure { () throws(CommandFailure) in try Privileges(system: system).drop(to: Self.waxwing) }
        #expect(try #require(said).contains("root again"))
    }

    // MARK: The data directory

    @Test("what belongs to somebody else is named with the command that mends it, links not followed")
    func strangers() throws {
        try TemporaryFolder.with { folder in
            _ = try folder.write([], to: "queue.sqlite")
            try FileManager.default.createDirectory(atPath: folder.path + "/tls", withIntermediateDirectories: true)
            _ = try folder.write([], to: "tls/key.pem")
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/link", withDestinationPath: "/etc/passwd")
            #expect(Privileges.stranger(in: folder.path, besides: getuid()) == nil)
            let other = getuid() &+ 1
            #expect(try #require(Privileges.stranger(in: folder.path, besides: other)).path == folder.path)
            let identity = Privileges.Identity(userName: "waxwing", user: other, groupName: "mail", group: 8)
            let privileges = Privileges(system: ScriptedPrivileges())
            let said = failure { () throws(CommandFailure) in try privileges.prepareData(folder.path, for: identity) }
            #expect(try #require(said).hasSuffix("run: chown -R waxwing:mail \(folder.path)"))
        }
    }

    @Test("it is made for the user where root alone can have made what it lies in, and else left to the user")
    func making() throws {
        let system = ScriptedPrivileges()
        let privileges = Privileges(system: system)
        let isRoots = Privileges.isRootsAlone("/")
        try privileges.prepareData("/no-such-folder/b/waxwing", for: Self.waxwing)
        #expect(
            system.steps
                == (isRoots
                    ? [
                        "directory /no-such-folder 755 own", "directory /no-such-folder/b 755 own",
                        "directory /no-such-folder/b/waxwing 700 990:990",
                    ] : []))
        try TemporaryFolder.with { folder in
            // Others may write to the folder of temporary files, or it is not root's.
            let before = system.steps
            #expect(!Privileges.isRootsAlone(folder.path))
            try privileges.prepareData(folder.path + "/data", for: Self.waxwing)
            #expect(system.steps == before)
        }
    }

    @Test("a directory that cannot be made is named")
    func notMade() throws {
        guard Privileges.isRootsAlone("/") else { return }
        var system = ScriptedPrivileges()
        system.failing = "directory"
        let said = failure { () throws(CommandFailure) in
            try Privileges(system: system).prepareData("/no-such-folder", for: Self.waxwing)
        }
        #expect(try #require(said).contains("/no-such-folder"))
    }

    // MARK: The sockets

    @Test("what listens already is kept, what does not is bound, and any port is left for later")
    func sockets() throws {
        let there = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        let free = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        let (port, other) = (try #require(there.address.port), try #require(free.address.port))
        let handed = try InheritedSockets(
            environment: InheritedSockets.environment(handing: [try there.duplicate()]))
        free.closeSocket()
        let configuration = try ConfigurationFixture.decode(
            """
            listeners:
              - address: "127.0.0.1:\(port)"
              - address: "127.0.0.1:\(other)"
              - address: "127.0.0.1:0"
            """
        ).configuration
        let sockets = try Privileges.bind(configuration, besides: handed)
        #expect(sockets.map(\.address.port) == [port, other])
        // It is in use now.
        #expect(throws: CommandFailure.self) { _ = try Privileges.bind(configuration, besides: nil) }
    }

    // MARK: Files

    @Test("a file that lets nobody in is explained by whom the daemon runs as")
    func explained() throws {
        let denied = CommandFailure.operational("cannot read /etc/key.pem: \(String(cString: strerror(EACCES)))")
        let named = Privileges.explained(denied, for: try configuration(user: "waxwing"))
        #expect(named.message.hasSuffix("the daemon runs as waxwing, who has to be able to read it"))
        #expect(named.status == denied.status)
        #expect(Privileges.explained(denied, for: try configuration(user: nil)) == denied)
        let other = CommandFailure.operational("the key is broken")
        #expect(Privileges.explained(other, for: try configuration(user: "waxwing")) == other)
    }

    @Test("the machine's own tables are read")
    func ownTables() {
        let system = PrivilegesOnLinux()
        #expect(system.user(named: "root")?.user == 0)
        #expect(system.name(ofUser: 0) == "root")
        #expect(system.group(named: "no-such-group-here") == nil)
        #expect(system.user(named: "") == nil)
        #expect(system.name(ofUser: 4_000_000_001) == "4000000001")
        #expect(system.standing?.users == [getuid(), geteuid()])
    }
}
