import MXResolver
import MailAddressing
import MailCryptography
import Testing

@testable import MTASTS

/// Policies in a folder.
@Suite(.timeLimit(.minutes(15)))
struct PolicyDirectoryTests {
    private func stored(_ name: String, _ id: String = "a", _ policy: StrictTransportPolicy = policy()) -> StoredPolicy
    {
        StoredPolicy(domain: domain(name), id: id, policy: policy, fetchedAt: 1_700_000_000)
    }

    private func loaded(_ storage: any PolicyStorage) async throws -> Set<StoredPolicy> {
        Set(try await storage.load())
    }

    @Test("keeps, replaces and forgets policies, as the memory does", arguments: [false, true])
    func keepsPolicies(isDirectory: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let storage: any PolicyStorage =
                isDirectory ? try PolicyDirectory(folder.path + "/policies") : MemoryPolicyStorage()
            #expect(try await storage.load().isEmpty)
            try await storage.remove(domain("absent.test"))
            try await storage.save(stored("a.test"))
            try await storage.save(stored("b.test", "b", policy(.testing, ["*.b.test"])))
            #expect(
                try await loaded(storage) == [stored("a.test"), stored("b.test", "b", policy(.testing, ["*.b.test"]))])
            try await storage.save(stored("a.test", "c"))
            try await storage.remove(domain("b.test"))
            try await storage.remove(domain("b.test"))
            #expect(try await loaded(storage) == [stored("a.test", "c")])
        }
    }

    @Test("another opening finds what the first one saved, in files that are the owner's only")
    func survivesARestart() async throws {
        try await TemporaryFolder.with { folder in
            let first = try PolicyDirectory(folder.path + "/policies")
            try await first.save(stored("a.test"))
            first.close()
            #expect(try await loaded(try PolicyDirectory(folder.path + "/policies")) == [stored("a.test")])
            #expect(try folder.names(in: "/policies") == ["a.test.policy"])
            #expect(try folder.mode("policies") == 0o700)
            #expect(try folder.mode("policies/a.test.policy") == 0o600)
            #expect(try folder.read("policies/a.test.policy") == stored("a.test").serialized())
        }
    }

    @Test("files that cannot be read are skipped and named, and keep no other from being read")
    func skipsWhatItCannotRead() async throws {
        try await TemporaryFolder.with { folder in
            let skipped = LockedBox<[String: String]>([:])
            let directory = try PolicyDirectory(folder.path) { file in
                skipped.withLock { $0[file.name] = file.reason }
            }
            try await directory.save(stored("good.test"))
            let text = stored("other.test").serialized()
            try folder.write([], to: "empty.test.policy")
            try folder.write(Array(text.prefix(60)), to: "cut.test.policy")
            try folder.write(text, to: "wrong.test.policy")
            try folder.write([UInt8](repeating: 0x20, count: 300_000), to: "long.test.policy")
            try folder.write(Array("Waxwing MTA-STS policy, format 9\n".utf8), to: "later.test.policy")
            try folder.write([1], to: "odd\n.policy")
            try folder.write(text, to: "other.test")
            try folder.write(text, to: "target")
            try folder.link("other.test.policy", to: folder.path + "/target")
            try folder.makeFolder("folder.test.policy")
            #expect(try await loaded(directory) == [stored("good.test")])
            let reasons = skipped.withLock { $0 }
            #expect(
                reasons.keys.sorted() == [
                    "cut.test.policy", "empty.test.policy", "folder.test.policy", "later.test.policy",
                    "long.test.policy", "odd?.policy", "other.test.policy", "wrong.test.policy",
                ])
            #expect(reasons["wrong.test.policy"] == "it has the policy of another domain")
            #expect(reasons["later.test.policy"] == "it has a format that this version does not know")
            #expect(reasons["folder.test.policy"] == "it is no file")
            #expect(reasons["long.test.policy"] == "it has more than 262144 octets")
            #expect(reasons.values.allSatisfy { !$0.isEmpty })
        }
    }

    @Test("what a crash left half written is removed, and nothing else")
    func clearsUp() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write([1], to: ".new-123-1")
            try folder.write([1], to: "notes.txt")
            let directory = try PolicyDirectory(folder.path)
            try await directory.save(stored("a.test"))
            #expect(try await loaded(directory) == [stored("a.test")])
            #expect(try folder.names() == ["a.test.policy", "notes.txt"])
        }
    }

    @Test("a name that somebody has is not taken for what is being written, be it a file or a link")
    func takesNoNameThatIsThere() async throws {
        try await TemporaryFolder.with { folder in
            try folder.makeFolder("policies")
            try folder.write([1, 2, 3], to: "target")
            try folder.link("policies/.new-1", to: folder.path + "/target")
            try folder.write([4], to: "policies/.new-2")
            let suffixes = LockedBox<UInt64>(0)
            let handle = try FolderHandle(folder.path + "/policies") {
                suffixes.withLock { suffix in
                    suffix += 1
                    return min(suffix, 3)
                }
            }
            try handle.write([5], to: "a")
            #expect(try folder.read("target") == [1, 2, 3])
            #expect(try folder.read("policies/.new-2") == [4])
            #expect(try folder.names(in: "/policies") == [".new-1", ".new-2", "a"])
            try folder.write([6], to: "policies/.new-3")
            #expect(throws: PolicyDirectoryError(.write, folder.path + "/policies/b", reason: "File exists")) {
                try handle.write([5], to: "b")
            }
        }
    }

    @Test("a folder has one owner at a time")
    func hasOneOwner() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/policies"
            let first = try PolicyDirectory(path)
            let refusal = PolicyDirectoryError(.lock, path, reason: "it is in use")
            #expect(throws: refusal) { try PolicyDirectory(path) }
            #expect(refusal.description == "cannot lock \(path): it is in use")
            first.close()
            first.close()
            let second = try PolicyDirectory(path)
            try await second.save(stored("a.test"))
            let closed = await #expect(throws: PolicyDirectoryError.self) { try await first.load() }
            #expect(closed?.description == "cannot list \(path): the folder was closed")
            await #expect(throws: PolicyDirectoryError.self) { try await first.save(stored("b.test")) }
            await #expect(throws: PolicyDirectoryError.self) { try await first.remove(domain("a.test")) }
            #expect(throws: refusal) { try PolicyDirectory(path) }
            #expect(try folder.names(in: "/policies") == ["a.test.policy"])
        }
    }

    @Test("a folder in which others may write is refused", arguments: [0o770, 0o702, 0o777])
    func refusesWhatIsOpenToOthers(mode: Int) async throws {
        try await TemporaryFolder.with { folder in
            try folder.makeFolder("policies")
            try folder.setMode(mode, of: "policies")
            let path = folder.path + "/policies"
            let reason = "others may write in it (chmod go-w makes it safe)"
            #expect(throws: PolicyDirectoryError(.open, path, reason: reason)) { try PolicyDirectory(path) }
            try folder.setMode(0o755, of: "policies")
            #expect(try await PolicyDirectory(path).load().isEmpty)
        }
    }

    @Test("what is too much to read is left where it is, and said once")
    func boundsWhatIsRead() async throws {
        try await TemporaryFolder.with { folder in
            let skipped = LockedBox<[String]>([])
            let directory = try PolicyDirectory(folder.path, maximumFiles: 5) { file in
                skipped.withLock { $0.append(file.name + " " + file.reason) }
            }
            for number in 0..<5 { try await directory.save(stored("domain\(number).test")) }
            #expect(try await directory.load().count == 5)
            #expect(skipped.withLock { $0 }.isEmpty)
            for number in 5..<8 { try await directory.save(stored("domain\(number).test")) }
            #expect(try await directory.load().count == 5)
            #expect(skipped.withLock { $0 } == [". there are more than 5 files"])
            #expect(try folder.names().count == 8)
        }
    }

    @Test("a link in the place of a policy is replaced, and where it leads is left alone")
    func writesThroughNoLink() async throws {
        try await TemporaryFolder.with { folder in
            try folder.makeFolder("policies")
            try folder.write([1, 2, 3], to: "target")
            try folder.link("policies/a.test.policy", to: folder.path + "/target")
            let directory = try PolicyDirectory(folder.path + "/policies")
            try await directory.save(stored("a.test"))
            #expect(try folder.read("target") == [1, 2, 3])
            #expect(try await loaded(directory) == [stored("a.test")])
        }
    }

    @Test("what the system refuses is an error that says what and where")
    func saysWhatIsRefused() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write([], to: "file")
            #expect(throws: PolicyDirectoryError(.open, folder.path + "/file", reason: "Not a directory")) {
                try PolicyDirectory(folder.path + "/file")
            }
            let path = folder.path + "/absent/policies"
            #expect(throws: PolicyDirectoryError(.open, path, reason: "No such file or directory")) {
                try PolicyDirectory(path)
            }
            let directory = try PolicyDirectory(folder.path)
            let label = String(repeating: "a", count: 60)
            let long = stored([label, label, label, label].joined(separator: ".") + ".aaaaaaaa")
            let error = await #expect(throws: PolicyDirectoryError.self) { try await directory.save(long) }
            #expect(error?.step == .write && error?.reason == "File name too long")
            #expect(error?.description.hasPrefix("cannot write \(folder.path)/aaa") == true)
            try folder.makeFolder("folder.test.policy")
            let refused = await #expect(throws: PolicyDirectoryError.self) {
                try await directory.save(stored("folder.test"))
            }
            #expect(refused?.step == .write)
            #expect(try folder.names() == ["file", "folder.test.policy"])
        }
    }

    @Test("many policies are saved at once, and each is there afterwards")
    func savesManyAtOnce() async throws {
        try await TemporaryFolder.with { folder in
            let directory = try PolicyDirectory(folder.path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask { try await directory.save(stored("domain\(number % 20).test", "id\(number)")) }
                }
                try await group.waitForAll()
            }
            let policies = try await directory.load()
            #expect(Set(policies.map(\.domain.text)) == Set((0..<20).map { "domain\($0).test" }))
            #expect(try folder.names().count == 20)
        }
    }

    @Test("a resolver that starts again over the same folder knows what it knew, though nobody answers any more")
    func servesAResolver() async throws {
        try await TemporaryFolder.with { folder in
            let clock = CivilClock()
            let village = Village()
            village.settle("example.com", "a", policy())
            let directory = try PolicyDirectory(folder.path)
            let first = await MTASTSResolver.open(
                directory, records: village, fetcher: village, clock: clock.clock)
            #expect(await first.policy(for: domain("example.com")).policy == policy())
            await first.shutdown()
            directory.close()
            let second = await MTASTSResolver.open(
                try PolicyDirectory(folder.path), records: Village(), fetcher: Village(), clock: clock.clock)
            #expect(await second.policy(for: domain("example.com")).policy == policy())
            clock.advance(by: 604_800)
            #expect(await second.policy(for: domain("example.com")).policy == nil)
            await second.shutdown()
            #expect(try folder.names().isEmpty)
        }
    }
}
