//! A server of PostgreSQL of our own, from Debian's packages, on a socket in a temporary folder.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server; it goes with this.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    postmaster: Child,
    pub(crate) port: u16,
}

/// The folder of the programs of PostgreSQL.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut places: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path().join("bin")).collect();
    places.sort();
    places.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let there =
        places.into_iter().find(|place| place.join("initdb").exists() && place.join("postgres").exists());
    there.expect("PostgreSQL is not installed, and these tests need it: apt-get install postgresql")
}

/// A command of PostgreSQL, which refuses to run as root.
fn command(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command.current_dir("/");
    command
}

fn must(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Cluster {
    /// Starts one; `options` are settings of the server, `files` are put where it may read them (`tls/name`).
    pub(crate) fn start(options: &[&str], files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        let place = folder.path();
        for name in ["data", "socket", "tls"] {
            fs::create_dir(place.join(name)).unwrap();
        }
        for (name, bytes) in files {
            fs::write(place.join("tls").join(name), bytes).unwrap();
            must(Command::new("chmod").arg("600").arg(place.join("tls").join(name)));
        }
        must(Command::new("chmod").arg("755").arg(place));
        let id = must(Command::new("id").arg("-u"));
        if id.trim() == "0" {
            must(Command::new("chown").args(["-R", "postgres:postgres"]).arg(place));
        }
        let programs = programs();
        let mut init = command(&programs.join("initdb"));
        init.args(["-U", "reader", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
        must(init.arg(place.join("data")));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut start = command(&programs.join("postgres"));
        start.arg("-D").arg(place.join("data")).arg("-k").arg(place.join("socket"));
        start.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
        for option in options {
            start.arg("-c").arg(option.replace("TLS", place.join("tls").to_str().unwrap()));
        }
        let log = fs::File::create(place.join("log")).unwrap();
        let postmaster = start.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut cluster = Self { folder, postmaster, port };
        loop {
            let mut ready = Command::new(programs.join("pg_isready"));
            ready.arg("-q").arg("-h").arg(cluster.socket()).args(["-p", &port.to_string()]);
            if ready.status().unwrap().success() {
                return cluster;
            }
            let log = || fs::read_to_string(cluster.folder.path().join("log")).unwrap();
            assert!(cluster.postmaster.try_wait().unwrap().is_none(), "the server ended: {}", log());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// The folder of the socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// How to connect.
    pub(crate) fn connection(&self) -> String {
        format!("host={} port={} dbname=postgres user=reader", self.socket().display(), self.port)
    }

    /// Runs SQL, or a command of psql; gives what it says.
    pub(crate) fn sql(&self, text: &str) -> String {
        let mut psql = Command::new(programs().join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &self.connection(), "-c", text]);
        must(&mut psql)
    }

    /// Makes a table of texts of a CSV file.
    pub(crate) fn load(&self, table: &str, file: &Path) {
        let text = fs::read_to_string(file).unwrap();
        let columns: Vec<String> =
            text.lines().next().unwrap().split(',').map(|name| format!("\"{name}\" text")).collect();
        self.sql(&format!("CREATE TABLE {table} ({})", columns.join(", ")));
        self.sql(&format!("\\copy {table} FROM '{}' CSV HEADER", file.display()));
    }

    /// Stops it at once, in the middle of whatever it does.
    pub(crate) fn kill(&mut self) {
        let id = self.postmaster.id().to_string();
        // it may be gone
        let _ = Command::new("kill").args(["-QUIT", &id]).stderr(Stdio::null()).status();
        self.postmaster.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}
