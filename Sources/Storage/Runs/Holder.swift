import Glibc
import Model

/// The process that may write, as the lock file and the lease name it (R34).
public struct Holder: Sendable, Hashable {
    /// What it runs, such as a run's id.
    public var name: String
    /// Its process id.
    public var pid: Int32
    /// Its machine.
    public var host: String
    /// The machine's boot: a process of another boot is dead.
    public var bootID: String

    /// Describes one.
    public init(name: String, pid: Int32, host: String, bootID: String) {
        self.name = name
        self.pid = pid
        self.host = host
        self.bootID = bootID
    }

    /// This process.
    public static func current(_ name: String) -> Holder {
        Holder(name: name, pid: getpid(), host: machineName(), bootID: currentBoot())
    }

    private static func machineName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        // The last byte is never written, so that the name ends even where it was cut.
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func currentBoot() -> String {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "re") else { return "" }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 64)
        let count = fread(&text, 1, text.count, file)
        return String(decoding: text.prefix(count).prefix { $0 > 0x20 }, as: UTF8.self)
    }

    /// The holder as one line of JSON.
    var stored: JSON {
        ["name": .string(name), "pid": .integer(pid), "host": .string(host), "boot": .string(bootID)]
    }

    /// Reads a holder back; nil for anything else.
    init?(stored: JSON) {
        guard let name = stored["name"]?.string, let pid = stored["pid"]?.integer.flatMap(Int32.init(exactly:)),
            let host = stored["host"]?.string, let boot = stored["boot"]?.string
        else { return nil }
        self.init(name: name, pid: pid, host: host, bootID: boot)
    }
}
