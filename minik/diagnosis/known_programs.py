"""What programs small images bring, as far as it is known: BusyBox's, and what people expect and they lack."""

NAMES = """
[ acpid add-shell addgroup adduser adjtimex ar arch arp arping ascii ash awk base64 basename
bc beep blkdiscard blkid blockdev bootchartd brctl bunzip2 busybox bzcat bzip2 cal cat chat
chattr chgrp chmod chown chpasswd chpst chroot chrt chvt cksum clear cmp comm conspy cp cpio
crc32 crond crontab cryptpw cttyhack cut date dc dd deallocvt delgroup deluser depmod devmem
df dhcprelay diff dirname dmesg dnsd dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap
dumpleases echo ed egrep eject env envdir envuidgid ether-wake expand expr factor fakeidentd
fallocate false fatattr fbset fbsplash fdflush fdformat fdisk fgconsole fgrep find findfs
flash_eraseall flash_lock flash_unlock flashcp flock fold free freeramdisk fsck fsck.minix
fsfreeze fstrim ftpd ftpget ftpput fuser getenforce getfattr getopt getty grep groups gunzip
gzip halt hd hdparm head hexdump hexedit hostid hostname httpd hush hwclock i2cdetect
i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifup inetd init inotifyd insmod install
ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode
kill killall killall5 klogd last less link linux32 linux64 linuxrc ln loadfont loadkmap
logger login logname logread losetup lpd lpq lpr ls lsattr lsmod lsof lspci lsscsi lsusb
lzcat lzma lzop lzopcat makedevs makemime man md5sum mdev mesg microcom mim minips mkdir
mkdosfs mke2fs mkfifo mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo
modprobe more mount mountpoint mpstat mt mv nameif nanddump nandwrite nbd-client nc netstat
nice nl nmeter nohup nologin nproc nsenter nslookup ntpd nuke od openvt partprobe passwd
paste patch pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap popmaildir poweroff
powertop printf ps pscan pstree pwd pwdx raidautorun rdate rdev readahead readlink
readprofile realpath reboot reformime remove-shell renice reset resize resume rev rm rmdir
rmmod route rpm rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script
scriptreplay sed seedrng sendmail seq setarch setconsole setenforce setfattr setfont
setkeycodes setlogcons setpriv setserial setsid setuidgid sh sha1sum sha256sum sha3sum
sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client
start-stop-daemon stat stdbuf strings stty su sulogin sum sv svc svlogd svok swapoff swapon
switch_root sync sysctl syslogd tac tail tar taskset tc tcpsvd tee telnet telnetd test tftp
tftpd time timeout top touch tr traceroute traceroute6 tree true truncate ts tsort tty
ttysize tunctl ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc
udhcpc6 udhcpd udpsvd uevent umount uname uncompress unexpand uniq unix2dos unlink unlzma
unshare unxz unzip uptime users usleep uudecode uuencode vconfig vi vlock volname w wall
watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat zcip
"""
APPLETS = frozenset(NAMES.split())
# Programs that people expect anywhere, and that neither busybox nor alpine has.
EXPECTED = frozenset(
    (
        *(
            "bash",
            "curl",
            "python",
            "python3",
            "java",
            "node",
            "npm",
            "jq",
            "dig",
            "git",
            "kubectl",
        ),
        *("mysql", "psql", "redis-cli", "mongo", "mongosh", "apt-get", "apt", "yum", "ruby", "php"),
        *("nginx", "redis-server", "systemctl", "service", "go", "perl", "openssl", "nmap"),
    )
)
# Images whose one program is called like them.
SERVERS = ("nginx", "httpd", "haproxy", "traefik", "memcached", "caddy")
INSTALLERS = ("apk ", "wget", "chroot")
# The folders in which programs are looked for.
FOLDERS = ("", "/bin", "/sbin", "/usr/bin", "/usr/sbin")


def lacks(image: str, word: str) -> bool:
    """Return whether an image of the common library surely has no program that is called so."""
    folder, _, name = word.rpartition("/")
    if folder not in FOLDERS or not name:
        return False
    if image == "busybox":
        return name not in APPLETS
    return image == "alpine" and name in EXPECTED


def lacks_within(image: str, name: str, line: str) -> bool:
    """Return whether a program that a shell line runs is one that its image lacks, unless the line
    brings programs along.
    """
    if any(word in line for word in INSTALLERS):
        return False
    return name in EXPECTED and image in ("busybox", "alpine")


def resembles(image: str, name: str) -> bool:
    """Return whether a name is that of its image with a few letters more: `nginxzz` of nginx."""
    rest = name.removeprefix(image)
    return image in SERVERS and name != rest and rest.isalpha() and 0 < len(rest) < 4
