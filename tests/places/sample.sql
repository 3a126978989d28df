-- Forty places, typed by hand after the public codes; not the ministry's whole list.
CREATE TABLE wilayah (
    kode varchar(13) NOT NULL,
    nama varchar(100) NOT NULL
);

/* South Sumatra: the districts of Musi Banyuasin, Muara Enim, Ogan Komering Ilir
   and the city of Palembang. */
INSERT INTO wilayah (kode, nama)
VALUES
('16','Sumatera Selatan'),
('16.02','Kabupaten Ogan Komering Ilir'),
('16.02.04','Mesuji'),
('16.03','Kabupaten Muara Enim'),
('16.03.01','Tanjung Agung'),
('16.06','Kabupaten Musi Banyuasin'),
('16.06.01','Sekayu'),
('16.06.03','Sungai Keruh'),
('16.06.03.2002','Pagar Kaya'),
('16.06.03.2008','Tebing Bulang'),
('16.06.13','Lawan Wetan'),
('16.06.13.2001','Ulak Paceh'),
('16.06.13.2002','Ulak Paceh Jaya'),
('16.71','Kota Palembang'),
('16.71.01','Ilir Barat Dua');

-- Lampung: a district and a sub-district of one name
INSERT INTO wilayah (kode, nama) VALUES
('18','Lampung'),
('18.11','Kabupaten Mesuji'),
('18.11.01','Mesuji'),('18.11.02','Mesuji Timur');

-- Aceh: a name with an apostrophe
INSERT INTO wilayah VALUES
('11','Aceh'),
('11.01','Kabupaten Aceh Selatan'),
('11.01.01','Bakongan'),
('11.01.02','Kluet Utara'),
('11.01.02.2018','Pasi Kuala Ba''u');

-- West Java and Central Java
INSERT INTO wilayah (kode, nama)
VALUES
('32','Jawa Barat'),
('32.01','Kabupaten Bogor'),
('32.71','Kota Bogor'),
('33','Jawa Tengah'),
('33.01','Kabupaten Cilacap'),
('33.02','Kabupaten Banyumas'),
('35','Jawa Timur'),
('35.78','Kota Surabaya'),
('35.78.01','Karang Pilang');

-- South Kalimantan and Papua, for the other time zones
INSERT INTO wilayah (kode, nama)
VALUES
('63','Kalimantan Selatan'),
('63.01','Kabupaten Tanah Laut'),
('63.01.01','Takisung'),
('91','Papua'),
('91.03','Kabupaten Jayapura'),
('91.71','Kota Jayapura'),
('92','Papua Barat');
