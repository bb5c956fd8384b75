"""Small disks of one's own: a file system in a file, mounted through a loop device, that can lose its power. Needs root on Linux."""
import contextlib
import fcntl
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32): EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN are one number.
NO_LOG_FLUSH = 2  # Nothing more reaches the disk, the file system's own log neither: what was not synced is gone.
SKIPPED = 77  # What ctest takes for "not run".


class Disk:
    """with Disk("ext4", "data=writeback") as disk: disk.folder is on it, until disk.lose_power()."""

    def __init__(self, kind="ext4", options="", megabytes=400, make=()):
        self.options, self.kind = options, kind
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="choqr-disk-"))
        self.image, self.folder = self.work / "image", self.work / "mounted"
        self.folder.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        subprocess.run([f"mkfs.{kind}", "-q", *make, self.image], check=True, capture_output=True)

    def mount(self):
        options = ",".join(["loop", *filter(None, [self.options])])
        done = subprocess.run(["mount", "-t", self.kind, "-o", options, self.image, self.folder], capture_output=True, text=True)
        if done.returncode != 0:
            raise PermissionError(f"no file system can be mounted here: {done.stderr.strip()}")

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)

    def lose_power(self):
        """From now on no write and no sync succeeds; what had not been synced is not there after unmount() and mount()."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(folder)

    def __enter__(self):
        try:
            self.mount()
        except PermissionError:
            shutil.rmtree(self.work)
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], capture_output=True)
        with contextlib.suppress(OSError):
            shutil.rmtree(self.work)


def needs_disks(kind="ext4"):
    """Ends the test as not run where no small disk can be made."""
    if not shutil.which(f"mkfs.{kind}"):
        print(f"skipped: mkfs.{kind} is not installed")
        sys.exit(SKIPPED)
    try:
        with Disk(kind):
            return
    except (PermissionError, subprocess.CalledProcessError) as error:
        print(f"skipped: this needs root and loop devices ({error})")
        sys.exit(SKIPPED)
